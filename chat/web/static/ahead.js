/* The first sign of an answer at once, and its first words ahead of Gradio's event for the question (chat/web/asking/begun.py):
   drawn below the conversation, and gone when what Gradio draws has come as far. */
(() => {
  "use strict";
  const { find, all, random, waiting } = window.wence;
  const talk = () => find("#wence-talk");
  const shown = () => all("#wence-current .wc-exchange").at(-1);
  let box = null; // what is drawn ahead, while it is
  let name = ""; // of this sending, told with Gradio's event
  let leaving = null;
  let until = 0; // when the event for the question is put off no longer
  let begun = null; // settled when the first words stand there, or none will be drawn ahead

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
    name = random(16);
    box = document.createElement("div");
    box.id = "wence-ahead";
    box.inert = true; // what is read out and pressed is what Gradio draws
    box.dataset.number = article ? Number(article.dataset.exchange) + 1 : 1;
    box.innerHTML = '<article class="wc-exchange" data-state="searching"><h2 class="wc-question"><span class="wc-question-words"></span></h2>' +
      `<div class="wc-answer">${waiting("正在查找条文")}</div></article>`;
    leaving = new AbortController(); // an exchange that was not kept is no history that the server knows
    const values = { question, conversation: key, owner: window.wenceOwner(), scope: window.wenceScope(false) };
    until = !article || key ? performance.now() + 400 : 0;
    begun = until ? new Promise((told) => follow(box, values, leaving.signal, told)) : null;
    find(".wc-question-words", box).textContent = question;
    talk().append(box);
    compare();
    talk().scrollTop = talk().scrollHeight;
  };

  window.wenceBegun = () => name;

  /* Gradio's event comes after the first words, 0.4 s later at most: it would take time from them. */
  window.wenceHeld = () => performance.now() < until;
  window.wenceAhead = async () => {
    if (!window.wenceHeld()) return;
    await Promise.race([begun, new Promise((late) => setTimeout(late, until - performance.now()))]);
    until = 0;
  };

  async function follow(mine, values, signal, told) {
    try {
      const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(values), signal };
      const response = await fetch("/api/page/ask", request);
      if (!response.ok) throw response.status;
      const lines = response.body?.pipeThrough(new TextDecoderStream()).getReader();
      for (let rest = "", read; lines && !(read = await lines.read()).done;) {
        const whole = (rest + read.value).split("\n");
        rest = whole.pop();
        if (whole.length && box === mine) mine.innerHTML = JSON.parse(whole.at(-1)); // by chat/web/views, every word escaped
        if (!find(".wc-waiting", mine)) requestAnimationFrame(() => requestAnimationFrame(told)); // painted
      }
      told();
    } catch {
      told();
      if (box === mine && !signal.aborted) drop(); // Gradio's event says what is wrong
    }
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("[data-ask], [data-talk], #wence-new") : null;
    if (target?.dataset.ask) window.wenceBegin(target.dataset.ask);
    else if (target && box) drop();
  }, true);

  const early = new MutationObserver(() => {
    if (!find("#wence-current")) return;
    early.disconnect();
    new MutationObserver(compare).observe(find("#wence-current"), { childList: true, subtree: true, attributeFilter: ["data-state", "data-exchange"] });
  });
  early.observe(document.documentElement, { childList: true, subtree: true });
})();
