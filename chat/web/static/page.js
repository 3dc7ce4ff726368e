/* Conversation and cards: listeners on the document, so that they hold for answers that arrive later. */
(() => {
  "use strict";
  const NARROW = window.matchMedia("(max-width: 860px)");
  const CALM = window.matchMedia("(prefers-reduced-motion: reduce)");
  const find = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const waiting = (words) => `<p class="wc-waiting"><span></span><span></span><span></span>${words}</p>`;
  const random = (bytes) => [...crypto.getRandomValues(new Uint8Array(bytes))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const bring = (element, block = "start", smooth = true) => element.scrollIntoView({ behavior: smooth && !CALM.matches ? "smooth" : "auto", block });
  window.wence = { find, all, bring, waiting, random, NARROW }; // for the scripts below

  document.documentElement.lang = "zh-CN";

  /* ---- the first stop of the keyboard leads past the header, to what the view is for ---- */
  const PLACES = { chat: "#wence-box textarea", find: ".wc-find-box" };
  const skip = document.createElement("a");
  skip.className = "wc-skip";
  skip.href = "#wence-main";
  skip.textContent = "跳到正文";
  skip.addEventListener("click", (event) => {
    event.preventDefault();
    const view = document.documentElement.dataset.view;
    const target = find(PLACES[view] || `#wence-${view} h2`);
    if (!target.matches("textarea, input")) target.tabIndex = -1;
    target.focus();
  });

  /* ---- light and dark ---- */
  const remembered = () => {
    try { return localStorage.getItem("wence-theme"); } catch { return null; }
  };
  const setTheme = (theme) => {
    document.body.classList.toggle("dark", theme === "dark");
    try { localStorage.setItem("wence-theme", theme); } catch { /* private window: not kept */ }
  };
  const toggleTheme = () => setTheme(document.body.classList.contains("dark") ? "light" : "dark");

  /* ---- the cited passages ---- */
  let chosen = null; // the exchange whose cards are shown, null: the latest
  let newest = null;

  const sections = () => all("#wence-panel .wc-sources[data-exchange]");

  function showSources(exchange) {
    const list = sections();
    const latest = list.at(-1);
    const target = list.find((section) => section.dataset.exchange === String(exchange)) || latest;
    if (!target) return null;
    chosen = target === latest ? null : target.dataset.exchange;
    for (const section of list) section.hidden = section !== target;
    const back = find("[data-latest]", target);
    if (back) back.hidden = target === latest;
    for (const article of all(".wc-exchange")) {
      article.classList.toggle("wc-shown", chosen !== null && article.dataset.exchange === chosen);
    }
    return target;
  }

  function flash(element) {
    element.classList.remove("wc-flash");
    void element.offsetWidth; // restarts the animation
    element.classList.add("wc-flash");
  }

  function openCard(exchange, n) {
    if (!showSources(exchange)) return;
    for (const mark of all(".wc-mark")) {
      const same = mark.dataset.exchange === exchange && mark.dataset.n === n;
      mark.classList.toggle("wc-mark-on", same);
    }
    const card = document.getElementById(`wc-${exchange}-${n}`);
    if (!card) return;
    const folded = card.closest("details");
    if (folded) folded.open = true;
    for (const other of all(".wc-card-on")) other.classList.remove("wc-card-on");
    card.classList.add("wc-card-on");
    card.focus({ preventScroll: true });
    bring(card);
    flash(card);
  }

  function backToAnswer(button) {
    const card = button.closest(".wc-card");
    const selector = `.wc-mark[data-exchange="${card.dataset.exchange}"][data-n="${card.dataset.n}"]`;
    const target = find(selector) || find(`.wc-exchange[data-exchange="${card.dataset.exchange}"] .wc-answer`);
    if (!target) return;
    bring(target, "center");
    target.focus({ preventScroll: true });
  }

  function unfold(button) {
    const open = button.closest(".wc-card").classList.toggle("wc-open");
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? "收起" : "展开全文";
  }

  /* ---- copying; the clipboard of the browser exists in secure contexts only ---- */
  function copyByHand(text) {
    const area = document.createElement("textarea");
    area.value = text;
    area.style.cssText = "position:fixed;top:0;opacity:0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }

  async function copy(button, text = button.dataset.copy) {
    let done = false;
    try {
      await navigator.clipboard.writeText(text);
      done = true;
    } catch {
      done = copyByHand(text);
    }
    const words = button.dataset.words || button.textContent;
    button.dataset.words = words;
    button.textContent = done ? "已复制" : "复制失败";
    setTimeout(() => { button.textContent = words; }, 1600);
  }

  window.wenceCopy = copy;

  /* ---- the views: only one is shown; the address remembers which ---- */
  const VIEWS = ["chat", "measures", "indicators", "duties", "comparison", "find", "files"];

  function showView(view, remember = true) {
    const name = VIEWS.includes(view) ? view : "chat";
    document.documentElement.dataset.view = name;
    for (const tab of all(".wc-tab")) {
      if (tab.dataset.view === name) tab.setAttribute("aria-current", "page");
      else tab.removeAttribute("aria-current");
    }
    if (remember) history.replaceState(null, "", name === "chat" ? location.pathname + location.search : `#${name}`);
    document.dispatchEvent(new CustomEvent("wence-view", { detail: name }));
  }
  window.wenceShow = showView;
  document.documentElement.dataset.view = "chat";
  window.addEventListener("hashchange", () => showView(location.hash.slice(1), false));

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("button") : null;
    if (!target) return;
    const data = target.dataset;
    if ("view" in data) showView(data.view);
    else if (target.classList.contains("wc-mark")) openCard(data.exchange, data.n);
    else if ("show" in data) {
      const section = showSources(data.show);
      const folded = section && find(".wc-nearest", section);
      if (folded) folded.open = true;
      if (section && NARROW.matches) bring(section);
    } else if ("latest" in data) showSources(null);
    else if ("back" in data) backToAnswer(target);
    else if ("unfold" in data) unfold(target);
    else if ("copy" in data) copy(target);
    else if ("theme" in data) toggleTheme();
  });

  /* ---- sending: what stood in the box at the last Enter or click, now or when the running answer has ended ---- */
  let sent = null;
  const send = (event) => {
    if (window.wenceHeld()) { // what was sent waits for its first words: a second Enter sends nothing
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    sent = find("#wence-box textarea").value;
    window.wenceBegin(sent);
    if (!sent.trim() && event.type === "click") window.wence.toast("请先输入问题。");
  };
  window.wenceSend = async (conversation) => { // the box itself is asked: Gradio learns a moment later of what was typed
    const words = find("#wence-box textarea").value === sent ? sent : "";
    sent = null;
    const values = [words, conversation, window.wenceOwner(), window.wenceScope()];
    await window.wenceAhead();
    return values;
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.isComposing && event.target.matches("#wence-box textarea")) send(event);
  }, true);
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("#wence-send")) send(event);
  }, true);

  /* ---- following the answer while it comes in, until the reader scrolls away from its end ---- */
  let following = true;
  let settled = true;
  const room = () => (NARROW.matches ? null : find("#wence-talk"));
  const distance = (box) => box.scrollHeight - box.scrollTop - box.clientHeight;

  function followAnswer() {
    const article = all("#wence-current .wc-exchange").at(-1);
    if (!article) return;
    const number = article.dataset.exchange;
    const box = room();
    if (number !== newest) {
      newest = number;
      chosen = null;
      following = true;
      settled = false;
      if (!box && number !== "1") bring(article);
    }
    if (box && following) box.scrollTop = box.scrollHeight;
    // On a phone the page may have been too short to bring the question to the top before its cards were there.
    if (!box && following && !settled && number !== "1" && article.dataset.state === "done") {
      settled = true;
      requestAnimationFrame(() => { if (following) bring(article); });
    }
  }

  function watch(id, reaction) {
    const element = document.getElementById(id);
    if (!element) return false;
    new MutationObserver(reaction).observe(element, { childList: true, subtree: true, characterData: true });
    return true;
  }

  function start() {
    document.body.prepend(skip);
    const theme = remembered();
    if (theme) setTheme(theme);
    const talk = find("#wence-talk");
    talk.setAttribute("role", "log");
    talk.setAttribute("aria-label", "对话");
    talk.tabIndex = 0;
    for (const kind of ["touchmove", "wheel", "pointerdown", "keydown"]) {
      window.addEventListener(kind, () => { if (NARROW.matches) following = false; }, { passive: true });
    }
    talk.addEventListener("scroll", () => { following = distance(talk) < 60; }, { passive: true });
    find("#wence-right").setAttribute("role", "complementary");
    find("#wence-right").setAttribute("aria-label", "引用的原文");
    if (!NARROW.matches) find("#wence-box textarea").focus(); // on a phone it would open the keyboard
    for (const tab of all(".wc-tab")) {
      const page = tab.dataset.view === "chat" ? null : find(`#wence-${tab.dataset.view}`);
      page?.setAttribute("role", "region");
      page?.setAttribute("aria-label", tab.textContent);
    }
    watch("wence-current", followAnswer);
    watch("wence-panel", () => { if (chosen !== null) showSources(chosen); });
    showView(location.hash.slice(1), false);
  }

  const early = new MutationObserver(() => {
    if (!["#wence-talk", "#wence-current", "#wence-panel", "#wence-right", "#wence-box textarea", ".wc-tab", ".wc-find-box", ".wc-list", ".wc-compared", ".wc-reader", ".wc-scope-panel"].every((part) => find(part))) return;
    early.disconnect();
    start();
  });
  early.observe(document.documentElement, { childList: true, subtree: true });
})();
