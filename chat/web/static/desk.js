/* Calls to the server (chat/web/actions.py), dialogs, short messages and downloads, for the scripts below. */
(() => {
  "use strict";
  const { find, random } = window.wence;

  /* ---- whose conversations: an id that this browser keeps ---- */
  function owner() {
    try {
      const kept = localStorage.getItem("wence-owner");
      if (kept) return kept;
      const made = random(24);
      localStorage.setItem("wence-owner", made);
      return made;
    } catch {
      return ""; // a private window that keeps nothing: conversations live as long as the page
    }
  }
  window.wenceOwner = owner;

  async function call(action, values = {}) {
    return ask("/api/page", { headers: { "Content-Type": "application/json" }, body: JSON.stringify({ action, owner: owner(), ...values }) });
  }

  const upload = (file) => ask(`/api/page/upload?name=${encodeURIComponent(file.name)}&owner=${owner()}`, { body: file });

  async function ask(address, request) {
    let reply;
    try {
      const response = await fetch(address, { method: "POST", ...request });
      reply = await response.json();
      if (!response.ok) reply = { error: (reply.error && reply.error.chinese) || reply.chinese || "请求没有成功，请稍后再试" };
    } catch {
      reply = { error: "连不上服务器，请检查问策是否仍在运行" };
    }
    if (reply.error !== undefined) toast(reply.error, true);
    return reply;
  }

  /* ---- a login that has ended is said, whoever asked: our own calls or Gradio's ---- */
  let told = false;
  const send = window.fetch.bind(window);
  window.fetch = async (...request) => {
    const response = await send(...request);
    if (response.status === 401 && !told) {
      told = true;
      const element = dialog(
        '<div class="wc-form"><h2>登录已失效</h2><p>登录已过期，或已在别处退出。没有发出的内容还留在页面上，可以先复制。</p>' +
          '<div class="wc-form-actions"><a class="wc-button wc-primary" href="/login">重新登录</a>' +
          '<button type="button" class="wc-button" data-dialog="close">稍后</button></div></div>',
        "登录已失效",
      );
      element.addEventListener("close", () => { told = false; });
    }
    return response;
  };

  function toast(words, bad = false) {
    let box = find(".wc-toasts");
    if (!box) {
      box = document.createElement("div");
      box.className = "wc-toasts";
      box.setAttribute("role", "status");
      document.body.append(box);
    }
    const note = document.createElement("p");
    note.className = bad ? "wc-toast wc-toast-bad" : "wc-toast";
    note.textContent = words;
    box.append(note);
    setTimeout(() => note.remove(), bad ? 7000 : 3000);
  }

  /* ---- dialogs: native, so that focus stays inside and comes back, and Esc closes ---- */
  function dialog(html, label) {
    const element = document.createElement("dialog");
    element.className = "wc-dialog";
    element.setAttribute("aria-label", label);
    element.innerHTML = html; // written by the server or below, every word of it escaped
    const before = document.activeElement;
    element.addEventListener("close", () => {
      element.remove();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    });
    element.addEventListener("click", (event) => {
      if (event.target === element || event.target.closest("[data-dialog=close]")) element.close();
    });
    (find(".gradio-container") || document.body).append(element);
    element.showModal();
    return element;
  }

  function confirmed(words, action, destroys = true) {
    return new Promise((resolve) => {
      const element = dialog(
        '<form class="wc-form" method="dialog"><p class="wc-ask"></p><div class="wc-form-actions">' +
          '<button type="submit" class="wc-button" value="yes"></button>' +
          '<button type="button" class="wc-button" data-dialog="close" autofocus>取消</button></div></form>',
        "请确认",
      );
      find(".wc-ask", element).textContent = words;
      const yes = find("[value=yes]", element);
      yes.textContent = action;
      yes.classList.add(destroys ? "wc-danger-button" : "wc-primary");
      element.addEventListener("close", () => resolve(element.returnValue === "yes"));
    });
  }

  function download(file) {
    const bytes = Uint8Array.from(atob(file.data), (character) => character.charCodeAt(0));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes], { type: file.type }));
    link.download = file.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  Object.assign(window.wence, { call, upload, toast, dialog, confirmed, download });
})();
