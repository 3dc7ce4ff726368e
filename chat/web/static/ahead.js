/* The first sign of an answer at once, and its first words ahead of Gradio's event for the question: drawn below the
   conversation, and gone when what Gradio draws has come as far. chat/web/asking/begun.py begins the answer. */
(() => {
  "use strict";
  const find = (selector, root = document) => root.querySelector(selector);
  const talk = () => find("#wence-talk");
  const shown = () => [...document.querySelectorAll("#wence-current .wc-exchange")].at(-1);
  let box = null; // what is drawn ahead, while it is
  let name = ""; // of this sending, told with Gradio's event
  let leaving = null;

  function drop() {
    leaving?.abort();
    box?.remove();
    box = null;
    talk().removeAttribute("data-ahead");
  }

  /* What Gradio draws is hidden where it is of the same question, or the welcome; shown once it says more. */
  function compare() {
    if (!box) return;
    const article = shown();
    const same = article?.dataset.exchange === box.dataset.number;
    if (same && article.dataset.state !== "searching") drop();
    else talk().dataset.ahead = same || !article ? "instead" : "below";
  }

  window.wenceBegin = (words) => {
    const question = words.trim();
    const article = shown();
    const key = article?.dataset.conversation || "";
    const busy = find("#wence-stop")?.offsetParent || article?.getAttribute("aria-busy") === "true";
    if (!question || box || busy || !talk()) return;
    name = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16)).join("");
    box = document.createElement("div");
    box.id = "wence-ahead";
    box.inert = true; // what is read out and pressed is what Gradio draws
    box.dataset.number = article ? Number(article.dataset.exchange) + 1 : 1;
    box.innerHTML = '<article class="wc-exchange" data-state="searching"><h2 class="wc-question"><span class="wc-question-words"></span></h2>' +
      '<div class="wc-answer"><p class="wc-waiting"><span></span><span></span><span></span>正在查找条文</p></div></article>';
    leaving = new AbortController(); // an exchange that was not kept is no history that the server knows
    if (!article || key) follow(box, { question, conversation: key, owner: window.wenceOwner(), scope: window.wenceScope(false) }, leaving.signal);
    find(".wc-question-words", box).textContent = question;
    talk().append(box);
    compare();
    talk().scrollTop = talk().scrollHeight;
  };

  window.wenceBegun = () => name;

  async function follow(mine, values, signal) {
    try {
      const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(values), signal };
      const response = await fetch("/api/page/ask", request);
      if (!response.ok) throw response.status;
      const lines = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = "", read; lines && !(read = await lines.read()).done;) {
        const whole = (rest + read.value).split("\n");
        rest = whole.pop();
        if (whole.length && box === mine) mine.innerHTML = JSON.parse(whole.at(-1)); // by chat/web/views, every word escaped
      }
    } catch {
      if (box === mine && !signal.aborted) drop(); // Gradio's event says what is wrong
    }
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("[data-ask], [data-talk], #wence-new") : null;
    if (target?.dataset.ask) window.wenceBegin(target.dataset.ask);
    else if (target && box) drop();
  }, true);

  const waiting = new MutationObserver(() => {
    if (!find("#wence-current")) return;
    waiting.disconnect();
    new MutationObserver(compare).observe(find("#wence-current"), { childList: true, subtree: true, attributeFilter: ["data-state", "data-exchange"] });
  });
  waiting.observe(document.documentElement, { childList: true, subtree: true });
})();
