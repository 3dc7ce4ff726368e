/* 文件: uploads, the list to sort, narrow and tick, collections, a document's metadata. */
(() => {
  "use strict";
  const { find, all, call, upload, toast, dialog, confirmed, download } = window.wence;
  let polling = 0;
  let sorted = { name: "", down: false };

  function draw(reply) {
    if (reply.error !== undefined) return;
    if (reply.documents !== undefined) {
      find("#wence-files .wc-list").innerHTML = reply.documents;
      find(".wc-drop").hidden = !reply.edits;
      find(".wc-stale").hidden = !reply.stale;
      find(".wc-again").hidden = !reply.edits || reply.stale;
      const choice = find(".wc-shown-collection");
      const shown = choice.value;
      choice.innerHTML = reply.collections;
      choice.value = all("option", choice).some((option) => option.value === shown) ? shown : "";
      choice.hidden = !reply.collections;
      if (sorted.name) sort(sorted.name, sorted.down);
      narrow();
    }
    drawJobs(reply);
  }

  function drawJobs(reply) {
    if (reply.jobs === undefined) return;
    for (const box of all(".wc-jobs")) if (box.innerHTML !== reply.jobs) box.innerHTML = reply.jobs;
    clearTimeout(polling);
    if (reply.running) polling = setTimeout(poll, 700);
  }

  async function poll() {
    const reply = await call("jobs");
    if (reply.error !== undefined) return;
    drawJobs(reply);
    if (reply.running) return;
    draw(await call("files"));
    changed();
  }

  /* What there is to ask has changed: the filters, and the first view where it is shown. */
  function changed() {
    window.wence.refreshScope();
    if (find("#wence-current .wc-welcome")) window.wenceTrigger({ talk: "" });
  }

  async function send(files) {
    if (files.length && document.documentElement.dataset.view === "chat") window.wenceShow("files");
    for (const file of files) {
      toast(`正在上传 ${file.name}`);
      drawJobs(await upload(file));
    }
  }

  /* ---- the list ---- */
  const rows = () => all(".wc-documents tbody tr");

  function narrow() {
    const words = find(".wc-narrow[type=search]").value.trim().toLowerCase().split(/\s+/);
    const shown = find(".wc-shown-collection").value;
    for (const row of rows()) {
      const held = !shown || row.dataset.held.split("\n").includes(shown);
      row.hidden = !held || !words.every((word) => row.dataset.words.includes(word));
    }
    told();
  }

  function sort(name, down) {
    sorted = { name, down };
    const key = (row) => row.getAttribute(`data-by-${name}`);
    const order = new Intl.Collator("zh-CN", { numeric: true });
    const list = rows().sort((a, b) => (!key(a) - !key(b)) || (down ? -1 : 1) * order.compare(key(a), key(b)));
    find(".wc-documents tbody").append(...list);
    for (const button of all(".wc-sort")) {
      button.closest("th").setAttribute("aria-sort", button.dataset.sort !== name ? "none" : down ? "descending" : "ascending");
    }
  }

  /* ---- ticking ---- */
  const boxes = () => all("[data-tick]:checked").filter((box) => !box.closest("tr").hidden);
  const ticked = () => boxes().map((box) => box.dataset.tick);

  function told() {
    const bar = find(".wc-ticked");
    const count = ticked().length;
    const shown = find(".wc-shown-collection").value;
    const edits = Boolean(find("[data-tick]"));
    bar.hidden = !edits || (!count && !shown);
    find(".wc-ticked-count").textContent = count ? `已选 ${count} 份` : `集合“${shown}”`;
    for (const button of all("[data-ticked]", bar)) {
      const kind = button.dataset.ticked;
      button.hidden = kind === "put" || kind === "delete" ? !count : kind === "take" ? !count || !shown : Boolean(count) || !shown;
    }
  }

  function put() {
    const docs = ticked();
    const leave = find(".wc-shown-collection").value;
    const names = all(".wc-shown-collection option").map((option) => option.value).filter((name) => name && name !== leave);
    const box = dialog(
      '<form class="wc-form"><h2>放入集合</h2><div class="wc-field"><label for="wc-put-name">集合的名称，没有就新建</label>' +
        '<input id="wc-put-name" type="text" maxlength="40" autocomplete="off" required></div><div class="wc-chips"></div>' +
        '<div class="wc-field wc-flag" hidden><input id="wc-put-leave" type="checkbox"><label for="wc-put-leave"></label></div>' +
        '<div class="wc-form-actions"><button type="submit" class="wc-button wc-primary">放入</button>' +
        '<button type="button" class="wc-button" data-dialog="close">取消</button></div></form>',
      "放入集合",
    );
    const name = find("#wc-put-name", box);
    for (const one of names) {
      const chip = document.createElement("button");
      chip.type = "button";
      chip.className = "wc-chip wc-button";
      chip.textContent = one;
      chip.addEventListener("click", () => { name.value = one; name.focus(); });
      find(".wc-chips", box).append(chip);
    }
    find(".wc-flag", box).hidden = !leave;
    find(".wc-flag label", box).textContent = `同时从“${leave}”移出（移动）`;
    name.focus();
    find("form", box).addEventListener("submit", (event) => {
      event.preventDefault();
      const move = leave && find("#wc-put-leave", box).checked;
      box.close();
      act("collection-put", { name: name.value, docs, leave: move ? leave : "" }, `已放入“${name.value.trim()}”`);
    });
  }

  function rename() {
    const shown = find(".wc-shown-collection").value;
    const box = dialog(
      '<form class="wc-form"><h2>集合改名</h2><div class="wc-field"><label for="wc-new-name">新名称</label>' +
        '<input id="wc-new-name" type="text" maxlength="40" autocomplete="off" required></div><div class="wc-form-actions">' +
        '<button type="submit" class="wc-button wc-primary">改名</button><button type="button" class="wc-button" data-dialog="close">取消</button></div></form>',
      "集合改名",
    );
    const name = find("#wc-new-name", box);
    name.value = shown;
    name.select();
    find("form", box).addEventListener("submit", (event) => {
      event.preventDefault();
      box.close();
      act("collection-rename", { name: shown, new: name.value }, "已改名");
    });
  }

  async function act(action, values, words) {
    const reply = await call(action, values);
    if (reply.error !== undefined) return;
    draw(reply);
    changed();
    toast(words);
  }

  async function deleteTicked() {
    const docs = ticked();
    if (await confirmed(`从库中删除勾选的 ${docs.length} 份文件？已有的回答里仍能看到引用过的段落。`, "删除")) act("delete-several", { docs }, `已删除 ${docs.length} 份`);
  }

  async function removeCollection() {
    const name = find(".wc-shown-collection").value;
    if (await confirmed(`删去集合“${name}”？里面的文件留在库里。`, "删去集合")) act("collection-remove", { name }, "已删去集合");
  }

  const TICKED = {
    put,
    rename,
    remove: removeCollection,
    delete: deleteTicked,
    take: () => act("collection-take", { name: find(".wc-shown-collection").value, docs: ticked() }, "已移出"),
  };

  /* ---- one document ---- */
  async function edit(doc) {
    const reply = await call("form", { doc });
    if (reply.error !== undefined) return;
    const box = dialog(reply.html, "文件信息");
    box.addEventListener("click", async (event) => {
      const undo = event.target.dataset?.undo;
      if (!undo) return;
      const undone = await call("edit", { doc, undo });
      if (undone.error !== undefined) return;
      box.close();
      draw(undone);
      changed();
      toast("已撤回更正");
    });
    find("form", box).addEventListener("submit", async (event) => {
      event.preventDefault();
      const values = {};
      for (const field of all("input", event.target)) values[field.name] = field.type === "checkbox" ? field.checked : field.value;
      const saved = await call("edit", { doc, values });
      if (saved.error !== undefined) return;
      box.close();
      draw(saved);
      changed();
      toast("已保存");
    });
  }

  async function remove(doc, title) {
    if (!(await confirmed(`从库中删除《${title}》？已有的回答里仍能看到引用过的段落。`, "删除"))) return;
    act("delete", { doc }, "已删除");
  }

  async function reindex() {
    toast("正在重建索引，完成前可以继续浏览");
    const reply = await call("reindex");
    draw(reply);
    if (reply.error === undefined) toast("索引已重建");
  }

  async function reindexAgain() {
    if (await confirmed("重新计算全部文件的索引？文件和对话不变，完成前仍可提问。", "重建", false)) await reindex();
  }

  async function exportVotes() {
    const file = await call("votes");
    if (file.error === undefined) download(file);
  }

  const FILES = { pick: () => find(".wc-drop input").click(), reindex, again: reindexAgain, votes: exportVotes };

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    const data = button.dataset;
    if ("files" in data) FILES[data.files]();
    else if ("ticked" in data) TICKED[data.ticked]();
    else if ("sort" in data) sort(data.sort, sorted.name === data.sort && !sorted.down);
    else if ("edit" in data) edit(data.edit);
    else if ("delete" in data) remove(data.delete, data.title);
  });
  document.addEventListener("input", (event) => { if (event.target.matches(".wc-narrow")) narrow(); });
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches(".wc-drop input")) {
      send([...box.files]);
      box.value = "";
    } else if (box.matches("[data-tick-all]")) {
      for (const one of all("[data-tick]")) if (!one.closest("tr").hidden) one.checked = box.checked;
      told();
    } else if (box.matches("[data-tick]")) told();
  });

  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const box = find(".wc-drop");
      const view = document.documentElement.dataset.view;
      const chat = view === "chat" && find(".wc-welcome [data-files=pick]");
      if (!box || !(chat || (view === "files" && !box.hidden))) return;
      event.preventDefault();
      box.classList.toggle("wc-over", kind === "dragover");
      if (kind === "drop") send([...event.dataTransfer.files]);
    });
  }

  document.addEventListener("wence-view", async (event) => {
    if (event.detail === "files") draw(await call("files"));
  });
})();
