/* The documents tab in the browser: sends the chosen files one after the other and shows how far each is. */
(() => {
  "use strict";
  const { $, send } = window.zhinan;
  async function take(file, lang, log) {
    const line = document.createElement("p"), bar = document.createElement("progress");
    line.textContent = file.name + " ";
    bar.setAttribute("aria-label", file.name);
    line.append(bar);
    log.append(line);
    const told = (ok, text) => { line.className = ok ? "zn-done" : "zn-line"; line.textContent = text; };
    try {
      const query = new URLSearchParams({ lang, name: file.name });
      const response = await fetch(`../page/documents?${query}`, { method: "POST", body: file });
      if (!(response.headers.get("content-type") || "").includes("json")) throw new Error();
      const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
      let text = "", ended = false;
      while (!ended) {
        const { value, done } = await reader.read();
        text += done ? "\n" : value;
        ended = done;
        const lines = text.split("\n");
        text = lines.pop();
        for (const each of lines.filter((l) => l.trim())) {
          const said = JSON.parse(each);
          if ("ok" in said) told(said.ok, said.line);
          else if (said.error) told(false, said.error.message);
          else { bar.max = said.total || 1; bar.value = said.done; }
        }
      }
      if (bar.isConnected) throw new Error();
    } catch { told(false, window.zhinan.words().gone); }
  }
  document.addEventListener("change", async (event) => {
    if (event.target.id !== "zn-file") return;
    const field = event.target, files = [...field.files], log = $("#zn-import-log");
    field.disabled = true;
    log.replaceChildren();
    for (const file of files) await take(file, field.dataset.lang, log);
    field.disabled = false;
    field.value = "";
    send("documents", {});
  });
  document.addEventListener("click", (event) => {
    const target = event.target.closest && event.target.closest("[data-do]");
    if (!target) return;
    if (target.dataset.do === "verify") send("verify", {});
    if (target.dataset.do === "remove-document") {
      if (target.dataset.asked) send("remove", { document: target.dataset.document });
      else { target.dataset.asked = "1"; target.textContent = target.dataset.sure; target.setAttribute("aria-label", target.dataset.sure); }
    }
  });
})();
