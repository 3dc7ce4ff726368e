/* Look-up, documents, kept conversations, votes, suggestions and the settings of the language model. */
(() => {
  "use strict";
  const { call, upload, toast, dialog, confirmed, download } = window.wence;
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  /* ---- 查条文: results while typing, the latest query counts ---- */
  let asked = 0;
  let typing = 0;

  async function lookUp() {
    const number = ++asked;
    const box = find(".wc-find-box");
    const reply = await call("find", { text: box.value });
    if (number === asked && reply.html !== undefined) find(".wc-found").innerHTML = reply.html;
  }

  /* ---- 文件 ---- */
  let polling = 0;

  function drawFiles(reply) {
    if (reply.error !== undefined) return;
    if (reply.documents !== undefined) {
      find("#wence-files .wc-list").innerHTML = reply.documents;
      find(".wc-drop").hidden = !reply.edits;
      find(".wc-stale").hidden = !reply.stale;
      find(".wc-again").hidden = !reply.edits || reply.stale;
      narrow();
    }
    drawJobs(reply);
  }

  function drawJobs(reply) {
    if (reply.jobs === undefined) return;
    const box = find(".wc-jobs");
    if (box.innerHTML !== reply.jobs) box.innerHTML = reply.jobs;
    clearTimeout(polling);
    if (reply.running) polling = setTimeout(poll, 700);
  }

  async function poll() {
    const reply = await call("jobs");
    if (reply.error !== undefined) return;
    drawJobs(reply);
    if (!reply.running) drawFiles(await call("files"));
  }

  async function send(files) {
    for (const file of files) {
      toast(`正在上传 ${file.name}`);
      drawJobs(await upload(file));
    }
  }

  function narrow() {
    const words = find(".wc-narrow").value.trim().toLowerCase().split(/\s+/);
    for (const row of all(".wc-documents tbody tr")) row.hidden = !words.every((word) => row.dataset.words.includes(word));
  }

  async function editDocument(doc) {
    const reply = await call("form", { doc });
    if (reply.error !== undefined) return;
    const box = dialog(reply.html, "文件信息");
    find("form", box).addEventListener("submit", async (event) => {
      event.preventDefault();
      const values = {};
      for (const field of all("input", event.target)) values[field.name] = field.type === "checkbox" ? field.checked : field.value;
      const saved = await call("edit", { doc, values });
      if (saved.error !== undefined) return;
      box.close();
      drawFiles(saved);
      toast("已保存");
    });
  }

  async function deleteDocument(doc, title) {
    if (!(await confirmed(`从库中删除《${title}》？已有的回答里仍能看到引用过的段落。`, "删除"))) return;
    const reply = await call("delete", { doc });
    drawFiles(reply);
    if (reply.error === undefined) toast("已删除");
  }

  async function reindex() {
    toast("正在重建索引，完成前可以继续浏览");
    const reply = await call("reindex");
    drawFiles(reply);
    if (reply.error === undefined) toast("索引已重建");
  }

  async function reindexAgain() {
    if (await confirmed("重新计算全部文件的索引？文件和对话不变，完成前仍可提问。", "重建")) await reindex();
  }

  async function exportVotes() {
    const file = await call("votes");
    if (file.error === undefined) download(file);
  }

  /* ---- conversations ---- */
  const shownConversation = () => find("#wence-current .wc-exchange")?.dataset.conversation || "";

  async function drawConversations(reply) {
    const got = reply || (await call("conversations", { current: shownConversation() }));
    if (got.error === undefined) find(".wc-side-list").innerHTML = got.html;
  }

  function toggleSide(open) {
    const shown = document.documentElement.classList.toggle("wc-side-shown", open);
    find(".wc-side-open").setAttribute("aria-expanded", String(shown));
    if (shown) find(".wc-side-close").focus();
    else if (find(".wc-side").contains(document.activeElement)) find(".wc-side-open").focus();
  }

  function goToConversation(key) {
    window.wenceTrigger({ talk: key });
    window.wenceShow("chat");
    toggleSide(false);
  }

  function manageConversation(id, title) {
    const box = dialog(
      '<form class="wc-form"><h2>管理对话</h2><div class="wc-field"><label for="wc-talk-title">名称</label>' +
        '<input id="wc-talk-title" type="text" maxlength="60" autocomplete="off"></div>' +
        '<div class="wc-form-actions"><button type="submit" class="wc-button wc-primary">改名</button></div>' +
        '<h3>导出（附出处）</h3><div class="wc-form-actions"><button type="button" class="wc-button" data-export="docx">Word</button>' +
        '<button type="button" class="wc-button" data-export="md">Markdown</button><button type="button" class="wc-button" data-export="json">JSON</button></div>' +
        '<div class="wc-form-actions wc-form-end"><button type="button" class="wc-button wc-danger-button" data-forget>删除对话</button>' +
        '<button type="button" class="wc-button" data-dialog="close">关闭</button></div></form>',
      "管理对话",
    );
    find("#wc-talk-title", box).value = title;
    find("form", box).addEventListener("submit", async (event) => {
      event.preventDefault();
      const reply = await call("rename", { id, title: find("#wc-talk-title", box).value, current: shownConversation() });
      box.close();
      drawConversations(reply);
    });
    box.addEventListener("click", async (event) => {
      const data = event.target.dataset || {};
      if ("export" in data) {
        const file = await call("export", { id, format: data.export });
        if (file.error === undefined) { download(file); box.close(); }
      } else if ("forget" in data) {
        box.close();
        if (!(await confirmed(`删除对话“${title}”？删除后不能恢复。`, "删除"))) return;
        const mine = id === shownConversation();
        drawConversations(await call("forget", { id, current: shownConversation() }));
        if (mine) find("#wence-new").click();
      }
    });
  }

  /* ---- votes and suggestions ---- */
  const votes = new Map(); // of this visit, over what the server drew

  function conversationOf(article) {
    return article.dataset.conversation || shownConversation();
  }

  async function vote(button, given, reason = "", remark = "") {
    const article = button.closest(".wc-exchange");
    const id = conversationOf(article);
    const number = Number(article.dataset.exchange);
    const reply = await call("vote", { id, number, vote: given, reason, remark });
    if (reply.error !== undefined) return;
    votes.set(`${id}/${number}`, given);
    showVotes();
    toast(given ? "已记下，谢谢" : "已取消评价");
  }

  function showVotes() {
    for (const button of all(".wc-vote")) {
      const article = button.closest(".wc-exchange");
      const given = votes.get(`${conversationOf(article)}/${article.dataset.exchange}`);
      if (given === undefined) continue;
      const pressed = String(button.dataset.vote === given);
      if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
    }
  }

  const REASONS = ["引用不对", "答非所问", "不完整", "数字或名称有误", "文件里其实没有", "其他"];

  function askReason(button) {
    const chips = REASONS.map(
      (words, index) => `<label class="wc-chip"><input type="radio" name="reason" value="${words}"${index ? "" : " checked"}>${words}</label>`,
    ).join("");
    const box = dialog(
      `<form class="wc-form"><h2>哪里不好？</h2><div class="wc-chips">${chips}</div><div class="wc-field">` +
        '<label for="wc-remark">补充说明（可不填）</label><textarea id="wc-remark" rows="3" maxlength="1000"></textarea></div>' +
        '<div class="wc-form-actions"><button type="submit" class="wc-button wc-primary">提交</button>' +
        '<button type="button" class="wc-button" data-dialog="close">取消</button></div></form>',
      "哪里不好",
    );
    find("form", box).addEventListener("submit", (event) => {
      event.preventDefault();
      const reason = find("[name=reason]:checked", box).value;
      const remark = find("#wc-remark", box).value;
      box.close();
      vote(button, "down", reason, remark);
    });
  }

  async function suggest(article) {
    const id = article.dataset.conversation;
    const reply = await call("hints", { id });
    const now = find("#wence-current .wc-exchange");
    if (!reply.html || !now || now.dataset.conversation !== id || now.dataset.exchange !== article.dataset.exchange) return;
    if (!find(".wc-hints", now)) now.insertAdjacentHTML("beforeend", reply.html);
  }

  /* ---- the language model ---- */
  const valuesOf = (form) => Object.fromEntries(all("input", form).map((field) => [field.name, field.value]));

  async function modelDialog() {
    const reply = await call("model");
    if (reply.error !== undefined) return;
    const box = dialog(reply.html, "语言模型设置");
    box.addEventListener("submit", async (event) => {
      event.preventDefault();
      const saved = await call("model-use", valuesOf(event.target));
      if (saved.error === undefined) { box.close(); toast("设置已生效"); }
    });
    box.addEventListener("click", async (event) => {
      const kind = event.target.dataset?.model;
      const status = find(".wc-form-status", box);
      if (kind === "test") {
        status.className = "wc-form-status";
        status.textContent = "正在测试……";
        const tested = await call("model-test", valuesOf(find("form", box)));
        status.textContent = tested.words || tested.error;
        status.classList.add(tested.good ? "wc-good" : "wc-bad");
      } else if (kind === "off") {
        const saved = await call("model-use", {});
        if (saved.error === undefined) { box.close(); toast("已停用语言模型"); }
      }
    });
  }

  /* ---- listeners ---- */
  const BUTTONS = {
    side: () => toggleSide(),
    talk: (data) => goToConversation(data.talk),
    talkMenu: (data) => manageConversation(data.talkMenu, data.title),
    vote: (data, button) => {
      if (button.getAttribute("aria-pressed") === "true") vote(button, "");
      else if (data.vote === "down") askReason(button);
      else vote(button, "up");
    },
    try: (data) => { find(".wc-find-box").value = data.try; lookUp(); },
    edit: (data) => editDocument(data.edit),
    delete: (data) => deleteDocument(data.delete, data.title),
    files: (data) => ({ pick: () => find(".wc-drop input").click(), reindex, again: reindexAgain, votes: exportVotes })[data.files](),
    model: (data) => { if (data.model === "open") modelDialog(); },
  };

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    for (const name of Object.keys(BUTTONS)) if (name in button.dataset) BUTTONS[name](button.dataset, button);
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches(".wc-narrow")) narrow();
    if (!event.target.matches(".wc-find-box")) return;
    clearTimeout(typing);
    typing = setTimeout(lookUp, 90);
  });

  document.addEventListener("change", (event) => {
    if (!event.target.matches(".wc-drop input")) return;
    send([...event.target.files]);
    event.target.value = "";
  });

  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      const box = find(".wc-drop");
      if (!box || document.documentElement.dataset.view !== "files" || box.hidden) return;
      event.preventDefault();
      box.classList.toggle("wc-over", kind === "dragover");
      if (kind === "drop") send([...event.dataTransfer.files]);
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.documentElement.classList.contains("wc-side-shown") && !find("dialog[open]")) toggleSide(false);
  });

  document.addEventListener("wence-view", async (event) => {
    if (event.detail === "files") drawFiles(await call("files"));
    if (event.detail === "find") {
      find(".wc-find-box").focus();
      lookUp();
    }
  });

  /* ---- what follows an answer: the list of conversations, suggestions, votes ---- */
  let seen = "";

  function answered() {
    const article = find("#wence-current .wc-exchange");
    const stamp = article ? `${article.dataset.conversation || ""}/${article.dataset.exchange}/${article.dataset.state}` : "";
    if (stamp === seen) return;
    seen = stamp;
    drawConversations();
    if (article && article.dataset.conversation && article.dataset.state === "done") suggest(article);
  }

  const waiting = new MutationObserver(async () => {
    const current = find("#wence-current");
    if (!current || !find("#wence-past") || !find(".wc-side-list")) return;
    waiting.disconnect();
    new MutationObserver(() => { answered(); showVotes(); }).observe(current, { childList: true, subtree: true });
    new MutationObserver(showVotes).observe(find("#wence-past"), { childList: true, subtree: true });
    drawConversations();
    const abilities = await call("abilities");
    find("[data-model=open]").hidden = !abilities.administers;
    const leave = find(".wc-leave");
    leave.hidden = !abilities.user;
    leave.title = `退出登录（${abilities.user}）`;
    leave.setAttribute("aria-label", leave.title);
  });
  waiting.observe(document.documentElement, { childList: true, subtree: true });
})();
