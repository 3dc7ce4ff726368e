/* 适用政策, 任务, 指标, 比对: forms that ask the server, results it drew, files it wrote. */
(() => {
  "use strict";
  const { find, all, bring, waiting, NARROW, call, confirmed, dialog, download, toast } = window.wence;
  const valuesOf = (form) => Object.fromEntries(all("input, select, textarea", form).map((field) => [field.name, field.value]));

  /* One place of a tab: the latest question counts; what is asked stays on screen until the reply is there. */
  const asked = {};

  async function fill(selector, action, values = {}) {
    const number = (asked[selector] = (asked[selector] || 0) + 1);
    const place = find(selector);
    const slow = setTimeout(() => { if (number === asked[selector]) place.innerHTML = waiting("正在查找"); }, 300);
    const reply = await call(action, values);
    clearTimeout(slow);
    if (number !== asked[selector]) return null;
    if (reply.error !== undefined) {
      if (find(":scope > .wc-waiting", place)) {
        place.innerHTML = '<p class="wc-empty"></p>';
        find("p", place).textContent = reply.error;
      }
      return null;
    }
    place.innerHTML = reply.html; // by chat/web/views, every word of it escaped
    return reply;
  }

  async function save(action, values) {
    const file = await call(action, values);
    if (file.error === undefined) download(file);
  }

  /* On a phone the results stand below the form: they are brought up when they are there. */
  const lift = (selector) => NARROW.matches && bring(find(selector));

  /* ---- 适用政策 ---- */
  let matched = null; // the profile whose result is on screen

  const profile = () => valuesOf(find(".wc-profile"));

  async function openMeasures() {
    showSaved();
    if (matched) return;
    const reply = await fill(".wc-matched", "measures");
    if (reply) find(".wc-profile-offers").innerHTML = reply.offers;
  }

  async function match() {
    const given = profile();
    if (!(await fill(".wc-matched", "match", { profile: given }))) return;
    matched = given;
    lift(".wc-matched");
  }

  function fillIn(name) {
    const box = find(`.wc-profile [name="${name}"]`);
    const folded = box.closest("details");
    if (folded) folded.open = true;
    box.scrollIntoView({ block: "center" });
    box.focus();
  }

  async function test(measure) {
    const reply = await call("match-test", { profile: matched || profile(), measure });
    if (reply.error !== undefined) return;
    const box = dialog(reply.html, "自测");
    find("h2", box).focus();
    box.addEventListener("submit", async (event) => {
      event.preventDefault();
      for (const [name, value] of Object.entries(valuesOf(event.target))) {
        if (value.trim()) find(`.wc-profile [name="${name}"]`).value = value;
      }
      matched = profile();
      const again = await call("match-test", { profile: matched, measure });
      if (again.error !== undefined) return;
      box.innerHTML = again.html;
      find("h2", box).focus();
      fill(".wc-matched", "match", { profile: matched });
    });
    // A condition is opened in the reader, which stands under a dialog.
    box.addEventListener("click", (event) => { if (event.target.closest("[data-open]")) box.close(); });
  }

  /* ---- saved profiles: the list, the number of new measures at the tab ---- */
  function drawSaved(reply) {
    if (reply.error !== undefined) return;
    const typed = find("#wc-save-name")?.value || "";
    find(".wc-saved").innerHTML = reply.saved; // by chat/web/views, every word of it escaped
    find("#wc-save-name").value = reply.kept ? "" : typed;
    const tab = find(".wc-tab[data-view=measures]");
    find(".wc-tab-new", tab)?.remove();
    if (!reply.new) return;
    const badge = document.createElement("span");
    badge.className = "wc-tab-new";
    badge.textContent = reply.new;
    badge.title = `保存的画像新增 ${reply.new} 项适用的措施`;
    badge.setAttribute("aria-label", `新增 ${reply.new} 项`);
    tab.append(badge);
  }

  const showSaved = async () => drawSaved(await call("profiles"));

  async function saveProfile() {
    const reply = await call("profile-save", { name: find("#wc-save-name").value, profile: profile() });
    drawSaved({ ...reply, kept: reply.error === undefined });
    if (reply.error === undefined) toast("画像已保存");
  }

  async function openSaved(name) {
    const reply = await fill(".wc-matched", "profile-open", { name });
    if (!reply) return;
    for (const field of all(".wc-profile [name]")) field.value = reply.values[field.name] || "";
    const folded = find(".wc-profile-more");
    if (all("[name]", folded).some((field) => field.value)) folded.open = true;
    matched = profile();
    drawSaved(reply);
    lift(".wc-matched");
  }

  async function forgetSaved(name) {
    if (await confirmed(`删除画像“${name}”？删除后不能恢复。`, "删除")) drawSaved(await call("profile-forget", { name }));
  }

  /* ---- 任务 ---- */
  const duty = { unit: "", document: "" };

  async function showDuties(changes = {}) {
    Object.assign(duty, changes);
    const reply = await fill(".wc-tasks", "duties", duty);
    if (!reply) return;
    find(".wc-unit-list").innerHTML = reply.units;
    if (reply.documents !== undefined) find("#wc-duties-document").innerHTML = reply.documents;
    narrowUnits();
    if (changes.unit) lift(".wc-tasks");
  }

  function narrowUnits() {
    const words = find(".wc-unit-box").value.trim().toLowerCase();
    const items = all(".wc-units li");
    const some = items.some((item) => item.dataset.words.includes(words));
    for (const item of items) item.hidden = some && !item.dataset.words.includes(words); // 市工信局 is in no name: Enter finds it
  }

  /* ---- 指标 ---- */
  const figures = () => valuesOf(find(".wc-figures-form"));

  async function showFigures() {
    const offers = find(".wc-figures-offers");
    const reply = await fill(".wc-figures", "indicators", { ...figures(), first: !offers.innerHTML });
    if (!reply || !reply.offers) return;
    offers.innerHTML = reply.offers;
    const year = find("#wc-figures-year");
    const before = year.value;
    year.innerHTML = reply.years;
    year.value = before;
  }

  /* ---- 比对 ---- */
  async function openComparison() {
    const reply = find(".wc-compared > .wc-empty, .wc-compared > .wc-waiting") ? await fill(".wc-compared", "compare-open") : await call("compare-open");
    if (!reply || reply.documents === undefined) return;
    for (const list of all(".wc-compare-form select")) {
      const before = list.value;
      list.innerHTML = reply.documents;
      list.value = before;
    }
  }

  async function compare() {
    const values = valuesOf(find(".wc-compare-form"));
    const button = find(".wc-compare-form [type=submit]");
    button.disabled = true;
    await fill(".wc-compared", "compare", values);
    button.disabled = false;
    lift(".wc-compared");
  }

  /* ---- listeners ---- */
  const BUTTONS = {
    fill: (data) => fillIn(data.fill),
    test: (data) => test(data.test),
    profileOpen: (data) => openSaved(data.profileOpen),
    profileForget: (data) => forgetSaved(data.profileForget),
    matchFile: (data) => save("match-file", { profile: matched || profile(), format: data.matchFile }),
    unit: (data) => { find(".wc-unit-box").value = ""; showDuties({ unit: data.unit === duty.unit ? "" : data.unit }); },
    dutiesFile: (data) => save("duties-file", { ...duty, format: data.dutiesFile }),
    indicator: (data) => { find("#wc-figures-indicator").value = data.indicator; showFigures(); },
    figuresFile: (data) => save("indicators-file", { ...figures(), format: data.figuresFile }),
    compareFile: (data) => save("compare-file", { ...valuesOf(find(".wc-compare-form")), format: data.compareFile }),
  };
  const FORMS = {
    "wc-profile": match,
    "wc-save-profile": saveProfile,
    "wc-duties-form": () => showDuties({ unit: find(".wc-unit-box").value.trim() }),
    "wc-figures-form": showFigures,
    "wc-compare-form": compare,
  };
  const TABS = { measures: openMeasures, duties: () => showDuties(), indicators: showFigures, comparison: openComparison };

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    for (const name of Object.keys(BUTTONS)) if (name in button.dataset) BUTTONS[name](button.dataset);
  });

  document.addEventListener("submit", (event) => {
    const name = Object.keys(FORMS).find((one) => event.target.classList.contains(one));
    if (!name) return;
    event.preventDefault();
    FORMS[name]();
  });

  document.addEventListener("reset", (event) => {
    if (!event.target.matches(".wc-profile")) return;
    matched = null;
    openMeasures();
    find("[name=text]", event.target).focus();
  });

  document.addEventListener("input", (event) => {
    if (event.target.matches(".wc-unit-box")) narrowUnits();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("#wc-duties-document")) showDuties({ document: event.target.value });
    else if (event.target.matches(".wc-figures-form input, .wc-figures-form select")) showFigures();
  });

  document.addEventListener("wence-view", (event) => TABS[event.detail]?.());

  /* The number at the tab is there as soon as the page is. */
  const waitingForTab = new MutationObserver(() => {
    if (!find(".wc-tab[data-view=measures]") || !find(".wc-saved")) return;
    waitingForTab.disconnect();
    showSaved();
  });
  waitingForTab.observe(document.documentElement, { childList: true, subtree: true });
})();
