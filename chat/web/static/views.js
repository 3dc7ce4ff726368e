/* Look-up, kept conversations, votes, suggestions and the settings of the language model. */
(() => {
  "use strict";
  const { find, all, call, toast, dialog, confirmed, download } = window.wence;

  /* ---- 查条文: results while typing, the latest query counts ---- */
  let asked = 0;
  let typing = 0;

  async function lookUp() {
    const number = ++asked;
    const box = find(".wc-find-box");
    const reply = await call("find", { text: box.value });
    if (number === asked && reply.html !== undefined) find(".wc-found").innerHTML = reply.html;
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
        '<div class="wc-form-actions wc-form-end"><button type="button" class="wc-button" data-forget>删除对话</button>' +
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
    const chips = REASONS.map((words) => `<label class="wc-chip"><input type="radio" name="reason" value="${words}">${words}</label>`).join("");
    const box = dialog(
      `<form class="wc-form"><h2>哪里不好？（可不选）</h2><div class="wc-chips">${chips}</div><div class="wc-field">` +
        '<label for="wc-remark">补充说明（可不填）</label><textarea id="wc-remark" rows="3" maxlength="1000"></textarea></div>' +
        '<div class="wc-form-actions"><button type="submit" class="wc-button wc-primary">提交</button>' +
        '<button type="button" class="wc-button" data-dialog="close">取消</button></div></form>',
      "哪里不好",
    );
    find("form", box).addEventListener("submit", (event) => {
      event.preventDefault();
      const reason = find("[name=reason]:checked", box)?.value || "";
      const remark = find("#wc-remark", box).value;
      box.close();
      vote(button, "down", reason, remark);
    });
  }

  async function exportOne(button) {
    const article = button.closest(".wc-exchange");
    const file = await call("export", { id: conversationOf(article), number: Number(article.dataset.exchange), format: "docx" });
    if (file.error === undefined) download(file);
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
    again: (data, button) => {
      const box = find("#wence-box textarea");
      box.value = find(".wc-question-words", button.closest(".wc-exchange")).textContent;
      box.dispatchEvent(new Event("input", { bubbles: true })); // so that Gradio knows of it
      box.focus();
    },
    exportOne: (data, button) => exportOne(button),
    try: (data) => { find(".wc-find-box").value = data.try; lookUp(); },
    model: (data) => { if (data.model === "open") modelDialog(); },
  };

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    for (const name of Object.keys(BUTTONS)) if (name in button.dataset) BUTTONS[name](button.dataset, button);
  });

  document.addEventListener("input", (event) => {
    if (!event.target.matches(".wc-find-box")) return;
    clearTimeout(typing);
    typing = setTimeout(lookUp, 90);
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.documentElement.classList.contains("wc-side-shown") && !find("dialog[open]")) toggleSide(false);
  });

  document.addEventListener("wence-view", (event) => {
    if (event.detail === "find") {
      find(".wc-find-box").focus();
      lookUp();
    }
  });

  /* ---- what follows an answer: the list of conversations, suggestions, votes ---- */
  let seen = "";

  function answered() {
    const article = find("#wence-current .wc-exchange");
    if (!article) askExamples();
    if (article?.dataset.conversation) remember(article.dataset.conversation);
    else if (find("#wence-current .wc-welcome") && returned) remember("");
    const stamp = article ? `${article.dataset.conversation || ""}/${article.dataset.exchange}/${article.dataset.state}` : "";
    if (stamp === seen) return;
    seen = stamp;
    if (article && !article.dataset.conversation) return; // the list changes with what is kept
    drawConversations();
    if (article && article.dataset.state === "done") suggest(article);
  }

  /* ---- the first view is drawn for whoever looks, where it still stands: a question may have been asked meanwhile ---- */
  async function welcome() {
    const reply = await call("welcome");
    const first = find("#wence-current .wc-welcome[data-first]");
    if (!first) return;
    first.removeAttribute("data-first"); // filled and not replaced: Gradio takes out the element that it put there
    if (!reply.html) return;
    const drawn = new DOMParser().parseFromString(reply.html, "text/html").body.firstElementChild; // by chat/web/views, every word escaped
    first.className = drawn.className;
    first.replaceChildren(...drawn.childNodes);
  }

  /* ---- the questions to begin with come when the page stands ---- */
  async function askExamples() {
    const box = find("#wence-current .wc-welcome:not([data-first]) [data-examples]");
    if (!box) return;
    box.removeAttribute("data-examples");
    const reply = await call("examples");
    if (reply.html && box.isConnected) box.innerHTML = reply.html; // by chat/web/views, every word of it escaped
  }

  /* ---- a reload returns to the conversation that was open in this tab ---- */
  let returned = false;

  function remember(key) {
    try { sessionStorage.setItem("wence-talk", key); } catch { /* a private window keeps nothing */ }
  }

  function comeBack() {
    let key = "";
    try { key = sessionStorage.getItem("wence-talk") || ""; } catch { /* as above */ }
    returned = true;
    if (key) window.wenceTrigger({ talk: key });
  }

  function comeBackWhenReady() {
    // The first view is drawn again for whoever looks: before that, what comes would be drawn over.
    if (window.wenceTrigger && !find(".wc-welcome[data-first]")) comeBack();
    else setTimeout(comeBackWhenReady, 30);
  }

  const waiting = new MutationObserver(async () => {
    const current = find("#wence-current");
    if (!current || !find("#wence-past") || !find(".wc-side-list")) return;
    waiting.disconnect();
    // Gradio writes over what stands there: the end of an answer may change attributes alone.
    new MutationObserver(() => { answered(); showVotes(); }).observe(current, { childList: true, subtree: true, attributeFilter: ["data-conversation", "data-state", "data-exchange"] });
    new MutationObserver(showVotes).observe(find("#wence-past"), { childList: true, subtree: true });
    drawConversations();
    welcome();
    comeBackWhenReady();
    const abilities = await call("abilities");
    find("[data-model=open]").hidden = !abilities.administers;
    const leave = find(".wc-leave");
    leave.hidden = !abilities.user;
    leave.title = `退出登录（${abilities.user}）`;
    leave.setAttribute("aria-label", leave.title);
  });
  waiting.observe(document.documentElement, { childList: true, subtree: true });
})();
