/* The reader: a whole document beside the answer (over it on a small screen), opened by any [data-open]. */
(() => {
  "use strict";
  const { find, all, bring, waiting, NARROW, call, toast } = window.wence;
  const LEAST_OUTLINE = 720; // pixels of width from which the outline is open at first
  const shell = () => find(".wc-reader");
  const part = (selector) => find(selector, shell());
  let before = null; // what had the focus
  let asked = 0; // the latest document asked for: an earlier reply that comes late is dropped
  let found = [];
  let place = -1;

  async function open(button) {
    const data = button.dataset;
    const reader = shell();
    if (!reader.contains(document.activeElement)) before = button;
    const number = ++asked;
    reader.hidden = false;
    chosen = "";
    document.documentElement.classList.add("wc-reading");
    reader.setAttribute("aria-modal", String(NARROW.matches));
    reader.innerHTML = `<div class="wc-r-wait">${waiting("正在打开原文")}</div>`;
    const values = { doc: data.open };
    if (data.start !== undefined) Object.assign(values, { start: Number(data.start), end: Number(data.end) });
    const reply = await call("reader", values);
    if (number !== asked) return;
    if (reply.error !== undefined) return close();
    const wide = reader.clientWidth >= LEAST_OUTLINE;
    const drawn = document.createElement("template"); // set right before it is laid out, once
    drawn.innerHTML = reply.html; // by chat/web/views/document.py, every word of it escaped
    const root = find(".wc-r", drawn.content);
    find("[data-reader=mark]", drawn.content).hidden = !root.dataset.here;
    root.classList.toggle("wc-r-outlined", wide);
    find("[data-reader=outline]", drawn.content).setAttribute("aria-expanded", String(wide));
    reader.replaceChildren(grip(), drawn.content);
    reader.setAttribute("aria-labelledby", "wc-r-title");
    part(".wc-r-title").focus({ preventScroll: true });
    tell("wence-opened", { picture: "picture" in data });
    if (root.dataset.here) toMark(false);
    watchPlace(reader);
  }

  /* ---- beside the answer on a wide screen: as wide as the person draws it ---- */
  const LEAST = 360;

  function widen(pixels) {
    const width = Math.round(Math.max(LEAST, Math.min(innerWidth - 560, pixels)));
    document.documentElement.style.setProperty("--wc-reader", `${width}px`);
    part(".wc-r-grip").setAttribute("aria-valuenow", String(width));
    try { localStorage.setItem("wence-reader", String(width)); } catch { /* a private window keeps nothing */ }
  }

  function grip() {
    const bar = document.createElement("div");
    bar.className = "wc-r-grip";
    bar.tabIndex = 0;
    for (const [name, value] of Object.entries({ role: "separator", "aria-orientation": "vertical", "aria-label": "原文的宽度，左右方向键调整", "aria-valuemin": LEAST, "aria-valuemax": 2000, "aria-valuenow": Math.round(shell().clientWidth) })) bar.setAttribute(name, value);
    bar.addEventListener("pointerdown", (event) => {
      bar.setPointerCapture(event.pointerId);
      bar.onpointermove = (move) => widen(shell().getBoundingClientRect().right - move.clientX);
      bar.onpointerup = () => { bar.onpointermove = null; };
    });
    bar.addEventListener("keydown", (event) => {
      const by = { ArrowLeft: 40, ArrowRight: -40 }[event.key];
      if (by) { event.preventDefault(); widen(shell().clientWidth + by); }
    });
    return bar;
  }
  try {
    const kept = Number(localStorage.getItem("wence-reader"));
    if (kept) document.documentElement.style.setProperty("--wc-reader", `${Math.max(LEAST, kept)}px`);
  } catch { /* as above */ }

  /* ---- a second document: this one stays beside, without its tools, while another is opened ---- */
  function pin() {
    const pinned = find(".wc-pinned");
    const kept = part(".wc-r").cloneNode(true);
    const words = kept.querySelector(".wc-r-text");
    const top = text().scrollTop;
    for (const part of all(".wc-r-bar, .wc-r-sheet, .wc-r-outline, .wc-r-copy", kept)) part.remove();
    for (const part of all("[id]", kept)) part.removeAttribute("id");
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "wc-r-tool", textContent: "✕" });
    button.setAttribute("aria-label", "关闭并排的原文");
    button.dataset.reader = "unpin";
    kept.querySelector(".wc-r-head").append(button);
    words.setAttribute("aria-label", "并排的正文");
    pinned.replaceChildren(kept);
    pinned.hidden = false;
    document.documentElement.classList.add("wc-pinning");
    close();
    words.scrollTop = top;
    toast("这份留在旁边了，再打开一份来对照。");
  }

  function unpin() {
    const pinned = find(".wc-pinned");
    pinned.hidden = true;
    pinned.replaceChildren();
    document.documentElement.classList.remove("wc-pinning");
  }

  function about(button) {
    const shown = part(".wc-r").classList.toggle("wc-r-informed");
    button.setAttribute("aria-expanded", String(shown));
  }

  const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

  function close() {
    const reader = shell();
    reader.classList.remove("wc-reader-wide");
    asked += 1;
    reader.hidden = true;
    reader.innerHTML = "";
    clearMarks();
    document.documentElement.classList.remove("wc-reading");
    if (before && before.isConnected) before.focus();
    before = null;
  }

  const text = () => part(".wc-r-text");
  const clauses = () => all(".wc-r-clause", shell());

  function toMark(smooth = true) {
    const mark = find("mark", text());
    const target = mark || document.getElementById(part(".wc-r").dataset.here);
    if (!target) return;
    const section = target.closest(".wc-r-clause");
    chosen = section.id;
    tell("wence-place", { section, quote: true });
    // Sections off screen have estimated heights until they are drawn: the second call is exact.
    bring(target, mark ? "center" : "start", false);
    requestAnimationFrame(() => requestAnimationFrame(() => bring(target, mark ? "center" : "start", smooth)));
    if (!mark) flash(target);
  }

  function flash(element) {
    element.classList.remove("wc-r-flash");
    void element.offsetWidth;
    element.classList.add("wc-r-flash");
  }

  /* The clause being read: the one gone to last, until the person scrolls; then the topmost on screen. */
  let chosen = "";

  function current() {
    const top = text().getBoundingClientRect().top + 24;
    const list = clauses();
    const gone = chosen ? list.findIndex((section) => section.id === chosen) : -1;
    if (gone >= 0) return { list, index: gone };
    let index = list.findIndex((section) => section.getBoundingClientRect().bottom > top);
    if (index < 0) index = list.length - 1;
    return { list, index };
  }

  function step(by) {
    const { list, index } = current();
    const target = list[Math.max(0, Math.min(list.length - 1, index + by))];
    if (!target) return;
    chosen = target.id;
    tell("wence-place", { section: target });
    bring(target);
    flash(target);
  }

  function go(identity) {
    const target = document.getElementById(identity);
    if (!target) return;
    chosen = identity;
    tell("wence-place", { section: target });
    bring(target, "start", false);
    requestAnimationFrame(() => bring(target, "start", false));
    target.focus({ preventScroll: true });
    flash(target);
    if (NARROW.matches) showOutline(false);
  }

  function showOutline(shown) {
    part(".wc-r").classList.toggle("wc-r-outlined", shown);
    part("[data-reader=outline]").setAttribute("aria-expanded", String(shown));
  }

  /* the clause being read is marked in the outline */
  function watchPlace(reader) {
    let waiting = false;
    const update = () => {
      waiting = false;
      if (reader.hidden || !part(".wc-r")) return;
      const { list, index } = current();
      const identity = list[index] && list[index].id;
      if (identity && !chosen) tell("wence-place", { section: list[index], moved: true });
      for (const item of all(".wc-r-goto", reader)) {
        const here = item.dataset.goto === identity;
        if (here !== item.hasAttribute("aria-current")) {
          if (here) { item.setAttribute("aria-current", "true"); item.scrollIntoView({ block: "nearest" }); }
          else item.removeAttribute("aria-current");
        }
      }
    };
    text().addEventListener("scroll", () => {
      if (!waiting) { waiting = true; requestAnimationFrame(update); }
    }, { passive: true });
    for (const kind of ["wheel", "touchmove", "keydown"]) {
      text().addEventListener(kind, () => { chosen = ""; }, { passive: true });
    }
    requestAnimationFrame(update);
  }

  document.addEventListener("wence-turned", (event) => { chosen = event.detail.id; });

  function copyPlace(button) {
    const root = part(".wc-r");
    const { list, index } = current();
    const address = (button.closest(".wc-r-clause") || list[index]).dataset.place;
    window.wenceCopy(button, root.dataset.cite + (address ? `，${address}` : "") + root.dataset.tail);
  }

  /* One button that goes where the pointer is: thousands of clauses need not hold one each. */
  function offerCopy(event) {
    const clause = event.target instanceof Element && event.target.closest(".wc-r-clause");
    if (!clause || clause.querySelector(".wc-r-copy")) return;
    const button = part(".wc-r-copy") || document.createElement("button");
    button.type = "button";
    button.className = "wc-action wc-r-copy";
    button.dataset.reader = "copy";
    button.textContent = "复制出处";
    delete button.dataset.words;
    clause.querySelector(".wc-r-h, .wc-r-first").append(button);
  }
  document.addEventListener("pointerover", offerCopy, { passive: true });

  function fold(button) {
    const open = button.getAttribute("aria-expanded") !== "true";
    button.setAttribute("aria-expanded", String(open));
    button.closest("li").classList.toggle("wc-r-folded", !open);
  }

  /* ---- find in the document: ranges over the text, drawn by the browser, the document stays as it is ---- */
  function clearMarks() {
    found = [];
    place = -1;
    if (window.CSS && CSS.highlights) { CSS.highlights.delete("wence-found"); CSS.highlights.delete("wence-here"); }
  }

  function search(words) {
    clearMarks();
    const wanted = words.replace(/\s+/g, "").toLowerCase();
    if (wanted) {
      for (const block of all("p, .wc-r-h, td, th, caption", text())) found.push(...rangesIn(block, wanted));
      if (window.CSS && CSS.highlights) CSS.highlights.set("wence-found", new Highlight(...found));
      if (found.length) goFound(0);
    }
    tellFound(wanted);
  }

  function rangesIn(block, wanted) {
    const nodes = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let letters = "";
    const spots = [];
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      if (node.parentElement.closest(".wc-r-copy, .wc-r-tag, .wc-r-page")) continue;
      const lower = node.data.toLowerCase();
      for (let at = 0; at < lower.length; at += 1) {
        if (/\s/.test(lower[at])) continue;
        letters += lower[at];
        spots.push([node, at]);
      }
    }
    const ranges = [];
    for (let at = letters.indexOf(wanted); at >= 0; at = letters.indexOf(wanted, at + wanted.length)) {
      const range = document.createRange();
      const [first, last] = [spots[at], spots[at + wanted.length - 1]];
      range.setStart(first[0], Math.min(first[1], first[0].length));
      range.setEnd(last[0], Math.min(last[1] + 1, last[0].length));
      ranges.push(range);
    }
    return ranges;
  }

  function goFound(index) {
    if (!found.length) return;
    place = (index + found.length) % found.length;
    const range = found[place];
    if (window.CSS && CSS.highlights) CSS.highlights.set("wence-here", new Highlight(range));
    bring(range.startContainer.parentElement, "center", false);
    tellFound("…");
  }

  function tellFound(wanted) {
    part(".wc-r-count").textContent = found.length ? `${place + 1}/${found.length}` : wanted ? "没有" : "";
  }

  const TOOLS = {
    outline: () => showOutline(!part(".wc-r").classList.contains("wc-r-outlined")),
    previous: () => step(-1),
    next: () => step(1),
    mark: () => toMark(),
    "find-previous": () => goFound(place - 1),
    "find-next": () => goFound(place + 1),
    close,
    pin,
    unpin,
    about,
    copy: copyPlace,
    fold,
  };

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target.closest("button") : null;
    if (!target) return;
    if ("open" in target.dataset) open(target);
    else if ("goto" in target.dataset) go(target.dataset.goto);
    else if (target.dataset.reader in TOOLS) TOOLS[target.dataset.reader](target);
  });

  let typing = 0;
  document.addEventListener("input", (event) => {
    if (!event.target.matches(".wc-r-find")) return;
    clearTimeout(typing);
    typing = setTimeout(() => search(event.target.value), 120);
  });

  document.addEventListener("keydown", (event) => {
    const reader = shell();
    if (!reader || reader.hidden || find("dialog[open], .wc-scope-panel:not([hidden])")) return;
    if (event.key === "Escape" && !event.isComposing) {
      event.preventDefault();
      close();
    } else if (event.target.matches(".wc-r-find") && event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      goFound(place + (event.shiftKey ? -1 : 1));
    } else if (event.key === "Tab" && NARROW.matches) keepInside(event, reader);
  });

  // “/?open=文件编号&start=…&end=…”: a citation's link in another program opens the document there.
  document.addEventListener("wence-view", () => {
    const { open: doc, ...place } = Object.fromEntries(new URLSearchParams(location.search));
    if (doc) open({ dataset: { open: doc, ...(place.start ? { start: place.start, end: place.end } : {}) } });
  }, { once: true });

  function keepInside(event, reader) {
    const stops = all("button, input, a[href], [tabindex='0']", reader).filter((stop) => stop.offsetParent);
    const [first, last] = [stops[0], stops.at(-1)];
    if (event.shiftKey && (document.activeElement === first || !reader.contains(document.activeElement))) {
      event.preventDefault();
      last.focus();
    } else if (!event.shiftKey && document.activeElement === last) {
      event.preventDefault();
      first.focus();
    }
  }
})();
