/* The documents tab in the browser: sends files one after the other and follows each until it is imported, over
   connections that break and pages that are opened anew: the work is the server's, not the request's. */
(() => {
  "use strict";
  const { $, all, send, whenDrawn } = window.zhinan;
  const AGAIN = 2000, PATIENCE = 150; // ms between attempts to reach the server again, and how many
  const head = () => $(".zn-import"), words = () => JSON.parse(head().dataset.words), lang = () => head().dataset.lang;
  const address = (query) => "../page/documents?" + new URLSearchParams({ lang: lang(), ...query });
  const pause = (ms) => new Promise((go) => setTimeout(go, ms));

  // -- one line for each import -------------------------------------------------------------------------------------
  function line(name) {
    const whole = document.createElement("p"), said = document.createElement("span"), bar = document.createElement("progress");
    const title = document.createElement("b");
    whole.className = "zn-doing";
    title.textContent = name;
    bar.setAttribute("aria-label", name);
    whole.append(title, said, bar);
    $("#zn-import-log").append(whole);
    return {
      say(text, done, total) {
        said.textContent = text;
        if (total) { bar.max = total; bar.value = done; } else bar.removeAttribute("value");
      },
      end(ok, text) { whole.className = ok ? "zn-done" : "zn-line"; whole.textContent = ok || text.startsWith(name) ? text : name + ": " + text; },
    };
  }
  function show(told, shown) {
    if (told.error) shown.end(false, told.error.message);
    else if ("ok" in told) shown.end(told.ok, told.line);
    else if (told.waiting) shown.say(words().documents_waiting);
    else if (told.total) shown.say(words().documents_indexing.replace("{done}", told.done).replace("{total}", told.total), told.done, told.total);
    else shown.say(words().documents_reading);
    return "ok" in told || "error" in told;
  }

  // -- following ----------------------------------------------------------------------------------------------------
  /* Reads lines until the import is over. Its id while it is not, which is where to ask again. */
  async function read(reply, shown) {
    let text = "", id = null;
    if (!(reply.headers.get("content-type") || "").includes("json")) throw new Error("no answer of ours");
    const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      let part;
      try { part = await reader.read(); } catch { return { id }; }
      text += part.done ? "\n" : part.value;
      const lines = text.split("\n");
      text = lines.pop();
      for (const each of lines.filter((l) => l.trim())) {
        const told = JSON.parse(each);
        id = told.id || id;
        if (show(told, shown)) return { over: true };
      }
      if (part.done) return { id };
    }
  }
  async function follow(id, shown) {
    for (let tries = 0; tries < PATIENCE; tries++) {
      try {
        const state = await read(await fetch(address({ id })), shown);
        if (state.over) return;
        if (state.id) tries = 0;
      } catch { /* not there yet */ }
      shown.say(words().documents_lost);
      await pause(AGAIN);
    }
    shown.end(false, words().gone);
  }
  async function take(file) {
    const shown = line(file.name);
    shown.say(words().documents_sending);
    try {
      const state = await read(await fetch(address({ name: file.name }), { method: "POST", body: file }), shown);
      if (state.over) return;
      if (!state.id) throw new Error("nothing was said");
      shown.say(words().documents_lost);
      await follow(state.id, shown);
    } catch { shown.end(false, words().documents_not_sent); }
  }
  async function takeAll(files) {
    const field = $("#zn-file");
    if (!files.length || field.disabled) return;
    field.disabled = true;
    all("#zn-import-log > :not(.zn-doing)").forEach((old) => old.remove());
    for (const file of files) await take(file);
    field.disabled = false;
    field.value = "";
    send("documents", {});
  }
  /* What somebody began before this page was opened. */
  async function resume() {
    try {
      const { running } = await (await fetch(address({}))).json();
      if (!running || !running.length) return;
      await Promise.all(running.map((job) => follow(job.id, line(job.name))));
      send("documents", {});
    } catch { /* the tab itself says what is imported */ }
  }

  // -- choosing and dropping ----------------------------------------------------------------------------------------
  document.addEventListener("change", (event) => { if (event.target.id === "zn-file") takeAll([...event.target.files]); });
  const zone = (event) => event.target.closest && event.target.closest(".zn-drop");
  document.addEventListener("dragover", (event) => {
    if (!zone(event)) return;
    event.preventDefault();
    zone(event).classList.add("zn-over");
  });
  document.addEventListener("dragleave", (event) => { if (zone(event)) zone(event).classList.remove("zn-over"); });
  document.addEventListener("drop", (event) => {
    if (!zone(event)) return;
    event.preventDefault();
    zone(event).classList.remove("zn-over");
    takeAll([...event.dataTransfer.files]);
  });

  // -- verifying and removing ---------------------------------------------------------------------------------------
  function busy(button, text) {
    button.disabled = true;
    button.textContent = text;
    button.removeAttribute("aria-label");
  }
  function unask(button) {
    delete button.dataset.asked;
    button.textContent = button.dataset.told;
    button.setAttribute("aria-label", button.dataset.name);
  }
  document.addEventListener("click", (event) => {
    const target = event.target.closest && event.target.closest("[data-do]");
    if (!target) return;
    if (target.dataset.do === "verify") { busy(target, target.dataset.doing); send("verify", {}); }
    if (target.dataset.do !== "remove-document") return;
    if (target.dataset.asked) { busy(target, target.dataset.doing); send("remove", { document: target.dataset.document }); return; }
    target.dataset.asked = "1";
    target.textContent = target.dataset.sure;
    target.setAttribute("aria-label", target.dataset.sure + " " + target.dataset.document);
    target.addEventListener("blur", () => { if (!target.disabled) unask(target); }, { once: true });
  });

  let known = null;
  whenDrawn(() => {
    const log = $("#zn-import-log");
    if (!log || log === known) return;
    known = log;
    resume();
  });
})();
