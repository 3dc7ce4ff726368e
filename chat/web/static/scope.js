/* What a question is put to: collections ticked beside the chat, filters above the box. Kept for the visit of this tab. */
(() => {
  "use strict";
  const { find, all, call } = window.wence;
  const NAMES = ["region", "issuer", "kind", "status", "year", "document", "collection"];
  const chosen = Object.fromEntries(NAMES.map((name) => [name, []]));
  try { Object.assign(chosen, JSON.parse(sessionStorage.getItem("wence-scope") || "{}")); } catch { /* a private window keeps nothing */ }
  let asked = 0;

  window.wenceScope = (used = true) => {
    if (used) close();
    return JSON.stringify({ ...chosen, begun: window.wenceBegun() });
  };

  const panel = () => find(".wc-scope-panel");

  function close() {
    if (!panel() || panel().hidden) return;
    panel().hidden = true;
    find("[data-scope-open]").setAttribute("aria-expanded", "false");
  }

  function toggle() {
    panel().hidden = !panel().hidden;
    find("[data-scope-open]").setAttribute("aria-expanded", String(!panel().hidden));
    if (!panel().hidden) find("summary", panel())?.focus();
  }

  function closePicks(but = null) {
    for (const pick of all(".wc-pick[open]")) if (pick !== but) pick.open = false;
  }

  /* Everything anew: after documents or collections have changed. */
  async function refresh() {
    const reply = await call("scope", { chosen });
    if (reply.error !== undefined) return;
    chosen.collection = chosen.collection.filter((name) => reply.names.includes(name));
    panel().innerHTML = reply.filters; // by chat/web/filters.py, every word of it escaped
    find(".wc-shelf ul").innerHTML = reply.collections;
    find(".wc-shelf").hidden = !reply.collections;
    say(reply);
  }

  function say(reply) {
    try { sessionStorage.setItem("wence-scope", JSON.stringify(chosen)); } catch { /* as above */ }
    find(".wc-scope-words").textContent = reply.label;
    find(".wc-scope-excluded").innerHTML = reply.excluded;
    find("[data-scope-clear]").hidden = !reply.used;
    find(".wc-scope").classList.toggle("wc-scope-used", reply.used);
  }

  async function changed() {
    const number = ++asked;
    const reply = await call("scope-words", { chosen });
    if (number === asked && reply.error === undefined) say(reply);
  }

  function tick(box) {
    const held = chosen[box.dataset.scope];
    const rest = held.filter((value) => value !== box.value);
    chosen[box.dataset.scope] = box.checked ? [...rest, box.value] : rest;
    const pick = box.closest(".wc-pick");
    const now = chosen[box.dataset.scope];
    if (pick) find("summary b", pick).textContent = now.length > 1 ? `${now.length} 项` : now.length ? box.checked ? box.closest("label").textContent : titleOf(pick, now[0]) : "不限";
    changed();
  }

  const titleOf = (pick, value) => all("input[data-scope]", pick).find((box) => box.value === value)?.closest("label").textContent || value;

  function clear() {
    for (const name of NAMES) chosen[name] = [];
    refresh();
    find("#wence-box textarea").focus();
  }

  let typing = 0;

  async function search(box) {
    const pick = box.closest(".wc-pick");
    const reply = await call("scope-list", { name: pick.dataset.pick, words: box.value, chosen });
    if (reply.html !== undefined) find("[role=group]", pick).innerHTML = reply.html;
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    if (!target) return;
    closePicks(target.closest(".wc-pick"));
    if (target.closest("[data-scope-open]")) toggle();
    else if (target.closest("[data-scope-clear]")) clear();
    else if (target.isConnected && !target.closest(".wc-scope")) close();
  });
  document.addEventListener("change", (event) => {
    if (event.target.matches("input[data-scope]")) tick(event.target);
  });
  document.addEventListener("input", (event) => {
    if (!event.target.matches(".wc-pick-find")) return;
    clearTimeout(typing);
    typing = setTimeout(() => search(event.target), 120);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !panel() || panel().hidden || find("dialog[open]")) return;
    const pick = find(".wc-pick[open]");
    event.preventDefault();
    if (pick) { pick.open = false; find("summary", pick).focus(); }
    else { close(); find("[data-scope-open]").focus(); }
  });

  window.wence.refreshScope = refresh;
  window.wence.shelves = () => all(".wc-shelf input").map((box) => box.value);
  document.addEventListener("wence-view", refresh, { once: true });
})();
