/* The picture of the page being read, beside the reader's text (over it on a phone), the quote in a box. */
(() => {
  "use strict";
  const { find, all, NARROW } = window.wence;
  const SETTLED = 160; // milliseconds without scrolling
  const LEAST_OUTLINE = 1300; // pixels of width from which outline, text and picture stand side by side
  const reader = () => find(".wc-reader");
  const part = (name) => find(name, reader());
  let wanted = false; // the next documents open with their picture too
  let shown = 0; // the page drawn, 0 for none
  let held = false; // a page chosen in the pane stays until the text is moved
  let asked = 0;
  let settling = 0;

  function show(open) {
    const sheet = part(".wc-r-sheet");
    if (!sheet) return;
    sheet.hidden = !open;
    reader().classList.toggle("wc-reader-wide", open);
    part("[data-reader=sheet]").setAttribute("aria-pressed", String(open));
    if (!open) return;
    if (reader().clientWidth < LEAST_OUTLINE) {
      part(".wc-r").classList.remove("wc-r-outlined");
      part("[data-reader=outline]").setAttribute("aria-expanded", "false");
    }
    draw(shown || pageBeingRead() || 1);
  }

  /* The page of the clause being read; of the quote, where the reader stands at it. */
  let place = null;

  function pageBeingRead() {
    const root = part(".wc-r");
    if (!place || place.quote) return Number(root.dataset.page) || (place && Number(place.section.dataset.page));
    let page = Number(place.section.dataset.page);
    if (!place.moved) return page;
    // The last page that begins in the upper third of what is on screen.
    const box = part(".wc-r-text").getBoundingClientRect();
    const above = (element) => element.getBoundingClientRect().top < box.top + box.height / 3;
    for (let section = place.section; section && above(section); section = section.nextElementSibling) {
      page = Number(section.dataset.page) || page;
      for (const mark of all(".wc-r-page", section)) if (above(mark)) page = Number(mark.dataset.page);
    }
    return page;
  }

  async function draw(page) {
    const sheet = part(".wc-r-sheet");
    const { pages, address } = sheet.dataset;
    if (page === shown || page < 1 || page > Number(pages)) return;
    shown = page;
    part(".wc-r-sheet-page").textContent = `第 ${page} 页，共 ${pages} 页`;
    part("[data-sheet=previous]").disabled = page === 1;
    part("[data-sheet=next]").disabled = page === Number(pages);
    const picture = part(".wc-r-picture");
    for (const box of all(".wc-r-box", picture)) box.remove();
    const image = picture.querySelector("img");
    image.hidden = false;
    picture.querySelector("p").hidden = true;
    image.alt = `第${page}页的原件图像`;
    image.style.aspectRatio = "";
    image.src = `${address}/pages/${page}`;
    part(".wc-r-sheet-scroll").scrollTop = 0;
    await box(page, address, image);
  }

  async function box(page, address, image) {
    const number = ++asked;
    const { start, end, page: first, lastPage } = part(".wc-r").dataset;
    if (start === undefined || start === end || page < Number(first) || page > Number(lastPage)) return;
    let found;
    try {
      const response = await fetch(`${address}/pages/${page}/places?start=${start}&end=${end}`);
      if (!response.ok) return; // the picture without a box
      found = await response.json();
    } catch {
      return;
    }
    if (number !== asked || !image.isConnected) return;
    image.style.aspectRatio = `${found.width} / ${found.height}`;
    for (const [left, top, right, bottom] of found.boxes) {
      const frame = document.createElement("span");
      frame.className = "wc-r-box";
      Object.assign(frame.style, { left: `${left * 100}%`, top: `${top * 100}%`, width: `${(right - left) * 100}%`, height: `${(bottom - top) * 100}%` });
      image.parentElement.append(frame);
    }
    toBox();
  }

  function toBox() {
    const first = part(".wc-r-box");
    const scroll = part(".wc-r-sheet-scroll");
    if (!first) return;
    scroll.scrollTop = first.offsetTop - scroll.clientHeight / 3;
    scroll.scrollLeft = first.offsetLeft - 24;
  }

  function turn(by) {
    const page = shown + by;
    if (page < 1 || page > Number(part(".wc-r-sheet").dataset.pages)) return;
    held = true;
    draw(page);
    const mark = part(`.wc-r-text .wc-r-page[data-page="${page}"]`);
    if (!mark) return;
    mark.scrollIntoView({ block: "start" });
    document.dispatchEvent(new CustomEvent("wence-turned", { detail: mark.closest(".wc-r-clause") }));
  }

  const TOOLS = {
    previous: () => turn(-1),
    next: () => turn(1),
    zoom: (button) => {
      const large = part(".wc-r-sheet").classList.toggle("wc-r-zoomed");
      button.setAttribute("aria-pressed", String(large));
      toBox();
    },
    close: () => {
      wanted = false;
      show(false);
      part("[data-reader=sheet]").focus();
    },
  };

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    if (button.dataset.sheet in TOOLS) TOOLS[button.dataset.sheet](button);
    else if (button.dataset.reader === "sheet") {
      wanted = part(".wc-r-sheet").hidden;
      show(wanted);
    }
  });

  document.addEventListener("wence-opened", (event) => {
    shown = 0;
    held = false;
    place = null;
    show(event.detail.picture || (wanted && !NARROW.matches));
    const image = part(".wc-r-picture img");
    if (!image) return;
    image.addEventListener("error", () => {
      image.hidden = true;
      const words = part(".wc-r-picture p");
      words.hidden = false;
      words.textContent = `第${shown}页的图像取不到：原件可能已移出，或这一页画不出来。`;
    });
    for (const kind of ["wheel", "touchmove", "keydown"]) {
      part(".wc-r-text").addEventListener(kind, () => { held = false; }, { passive: true });
    }
  });

  /* Where the reader is: detail.section, whether by the quote, whether the text was moved by hand. */
  document.addEventListener("wence-place", (event) => {
    if (event.detail.quote || !event.detail.moved) held = false;
    place = event.detail;
    clearTimeout(settling);
    if (place.moved) settling = setTimeout(follow, SETTLED); // not every page that a long scroll passes
    else follow();
  });

  function follow() {
    const sheet = part(".wc-r-sheet");
    if (sheet && !sheet.hidden && !held && place && place.section.isConnected) draw(pageBeingRead());
  }
})();
