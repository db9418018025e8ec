/* What the page does in the browser beyond Gradio: clauses beside the conversation, copying, keys, honest failure.
   Clicks inside Gradio's HTML are read here (data-do) and handed to Python through the bridge (ui/app.py). */
(() => {
  "use strict";
  const { $, all, send, whenDrawn } = window.zhinan;
  let words = {};
  let opener = null;

  // Gradio sets the page's language to the browser's; it is the reader's choice here.
  const page = document.documentElement, language = page.lang;
  new MutationObserver(() => { if (page.lang !== language) page.lang = language; }).observe(page, { attributeFilter: ["lang"] });

  // -- the server: say so when it is gone or busy -----------------------------------------------------------------
  const fetched = window.fetch.bind(window);
  const tell = (key) => {
    const line = $("#zn-gone");
    if (!line) return;
    line.hidden = !key;
    line.textContent = key ? words[key] : "";
    page.classList.toggle("zn-cut-off", Boolean(key)); // our line in place of Gradio's
  };
  let sent = 0, heard = 0; // requests by number: a late answer to an earlier one says nothing of the server now
  window.fetch = async (resource, options) => {
    const address = String(resource && resource.url ? resource.url : resource);
    const ours = address.includes("/gradio_api/queue/join"), probe = address.includes("/gradio_api/app_id");
    const number = ours ? (sent += 1) : 0;
    const newest = () => {
      const isNewest = ours && number > heard;
      if (isNewest) heard = number;
      return isNewest;
    };
    try {
      const response = await fetched(resource, options);
      if (newest()) tell(response.ok ? "" : response.status === 503 || response.status === 429 ? "busy" : "gone");
      return response;
    } catch (error) {
      if (probe || newest()) tell("gone"); // Gradio probes where a stream broke off, until the server is back
      throw error;
    }
  };

  // Gradio opens the page anew once the server is back; what was written, or not answered yet, is not lost then.
  window.addEventListener("pagehide", () => {
    if (!page.classList.contains("zn-cut-off") || !box()) return;
    const asked = $(".zn-pending .zn-question p");
    const draft = box().value.trim() || (asked ? asked.textContent : "");
    if (draft) sessionStorage.setItem("zhinan-draft", draft);
  });

  // -- the clause beside the conversation -------------------------------------------------------------------------
  const panel = () => $("#zn-panel");
  function openClause(link) {
    const near = link.closest(".zn-answer, .zn-draft") || document;
    const id = link.dataset.clause;
    const source = all("[data-clause-id]", near).find((t) => t.dataset.clauseId === id);
    if (!source) return;
    opener = link;
    const text = $("#zn-panel-text");
    text.replaceChildren(...[...source.childNodes].map((node) => node.cloneNode(true)));
    text.lang = near.lang || "";
    for (const n of (link.dataset.says || "").split(",").filter(Boolean))
      all(`.zn-say[data-s~="${n}"]`, text).forEach((p) => p.classList.add("zn-cited"));
    panel().hidden = false;
    document.documentElement.classList.add("zn-panel-open");
    all(".zn-current").forEach((e) => e.classList.remove("zn-current"));
    link.classList.add("zn-current");
    panel().scrollTop = 0;
    const cited = $(".zn-cited", text);
    if (cited) cited.scrollIntoView({ block: "nearest" });
    $("h2", text).focus({ preventScroll: true });
  }
  function closeClause() {
    if (!panel() || panel().hidden) return;
    panel().hidden = true;
    document.documentElement.classList.remove("zn-panel-open");
    all(".zn-current").forEach((e) => e.classList.remove("zn-current"));
    if (opener && opener.isConnected) opener.focus();
  }

  // -- the question box --------------------------------------------------------------------------------------------
  const box = () => $("#zn-question textarea, #zn-question input");
  function fill(text) {
    const field = box();
    if (!field) return;
    const kind = field.tagName === "INPUT" ? HTMLInputElement : HTMLTextAreaElement;
    Object.getOwnPropertyDescriptor(kind.prototype, "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  }
  // Enter must not send while an input method is still choosing characters.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.isComposing || event.keyCode === 229)) event.stopPropagation();
    if (event.key === "Escape") closeClause();
    if (event.key === "/" && !/^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) {
      const field = box();
      if (field && field.offsetParent) { event.preventDefault(); field.focus(); }
    }
  }, true);

  // -- copying -----------------------------------------------------------------------------------------------------
  async function copy(button) {
    const text = button.dataset.copy;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea"); // no clipboard on plain http outside localhost
      area.value = text;
      area.className = "zn-hidden";
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
      button.focus();
    }
    const label = $("span", button), before = label.textContent;
    label.textContent = words.copied;
    announce(words.copied);
    setTimeout(() => { label.textContent = before; }, 1600);
  }
  function announce(text) {
    const live = $("#zn-live");
    if (live) { live.textContent = ""; setTimeout(() => { live.textContent = text; }, 60); }
  }

  // -- votes -------------------------------------------------------------------------------------------------------
  function vote(button) {
    const exchange = button.closest(".zn-exchange");
    const group = button.parentElement;
    all('[data-do="up"], [data-do="down"]', group).forEach((b) => b.setAttribute("aria-pressed", String(b === button)));
    const form = $(".zn-comment", exchange);
    form.hidden = false;
    form.dataset.vote = button.dataset.do;
    send("vote", { exchange: exchange.dataset.exchange, vote: button.dataset.do });
  }
  document.addEventListener("submit", (event) => {
    const form = event.target.closest(".zn-comment");
    if (!form) return;
    event.preventDefault();
    const comment = $("textarea", form).value.trim();
    if (!comment) return;
    send("vote", { exchange: form.closest(".zn-exchange").dataset.exchange, vote: form.dataset.vote, comment });
    const thanks = document.createElement("p");
    thanks.className = "zn-small";
    thanks.textContent = words.thanks;
    form.replaceWith(thanks);
    announce(words.thanks);
  });

  // -- the calls ---------------------------------------------------------------------------------------------------
  let row = null;
  function openDirection(id, remember = true) {
    row = id;
    closeClause();
    document.documentElement.dataset.zn = "page";
    if (remember) history.pushState({ zn: id }, "");
    send("open", { direction: id });
  }
  function backToList(fromHistory = false) {
    if (document.documentElement.dataset.zn !== "page") return;
    delete document.documentElement.dataset.zn;
    if (!fromHistory && history.state && history.state.zn) history.back();
    const link = row && $(`.zn-table a[data-direction="${row}"]`);
    if (link) link.focus();
  }
  window.addEventListener("popstate", (event) => {
    if (event.state && event.state.zn) openDirection(event.state.zn, false);
    else backToList(true);
  });
  function sort(button) {
    const head = button.closest("th"), table = button.closest("table"), body = $("tbody", table);
    const column = [...head.parentElement.children].indexOf(head);
    const down = head.getAttribute("aria-sort") === "ascending";
    all("th", table).forEach((th) => th.setAttribute("aria-sort", "none"));
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const value = (tr) => tr.children[column].dataset.sort;
    const rows = [...body.children].sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      const numbers = x !== "" && y !== "" && !isNaN(x) && !isNaN(y);
      return numbers ? x - y : x.localeCompare(y, document.documentElement.lang);
    });
    body.append(...(down ? rows.reverse() : rows));
  }

  // -- one listener for every click --------------------------------------------------------------------------------
  const actions = {
    clause: openClause,
    close: closeClause,
    copy,
    up: vote,
    down: vote,
    sort,
    back: () => backToList(),
    ask: (e) => send("ask", { question: e.dataset.question }),
    retry: (e) => send("retry", { exchange: e.closest(".zn-exchange").dataset.exchange }),
    edit: (e) => fill($(".zn-question p", e.closest(".zn-exchange")).textContent),
    direction: (e) => openDirection(e.dataset.direction),
    scope: (e) => { backToList(); send("scope", { direction: e.dataset.direction }); setTimeout(() => { const f = box(); if (f) f.focus(); }, 400); },
    both: (e) => e.closest(".zn-page").classList.toggle("zn-both", e.checked),
    skip: () => { const f = box(); if (f) f.focus(); },
  };
  document.addEventListener("click", (event) => {
    const target = event.target.closest && event.target.closest("[data-do]");
    if (!target) return;
    const act = target.dataset.do;
    if (act === "language") {
      document.cookie = `zhinan_lang=${target.dataset.lang}; path=/; max-age=31536000; samesite=lax`;
      return; // a plain link
    }
    if (!actions[act]) return;
    if (act !== "both") event.preventDefault();
    actions[act](target);
  });

  // -- when Gradio has drawn something -----------------------------------------------------------------------------
  function relabel() {
    const day = $("#zn-day input");
    if (day && day.type !== "date") day.type = "date";
    const stop = $("#zn-stop");
    if (stop && !stop.dataset.zn) {
      stop.dataset.zn = "1";
      stop.addEventListener("click", () => {
        const asked = $(".zn-pending .zn-question p");
        if (asked && box() && !box().value) fill(asked.textContent);
      });
    }
  }
  let seen = 0, shown = 0, first = true;
  function drawn() {
    relabel();
    if ($("#zn-tabs")) document.documentElement.classList.add("zn-ready");
    const draft = first && box() && sessionStorage.getItem("zhinan-draft");
    if (draft) { sessionStorage.removeItem("zhinan-draft"); fill(draft); }
    const log = $("#zn-talk");
    if (!log) return;
    const items = all(".zn-exchange", log), last = items[items.length - 1];
    const mark = last ? `${items.length}${last.className}${last.dataset.exchange || ""}` : 0;
    if (mark === seen) return;
    const moved = items.length !== shown; // an answer that comes where its question stands already moves nothing
    seen = mark;
    shown = items.length;
    if (!last) { first = false; return; }
    document.documentElement.classList.remove("zn-restoring");
    const calm = first || matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (moved || first) last.scrollIntoView({ block: "start", behavior: calm ? "auto" : "smooth" });
    if (!first && !last.classList.contains("zn-pending")) announce($(".zn-text", last).textContent.slice(0, 400));
    first = false;
  }
  document.addEventListener("DOMContentLoaded", () => { words = window.zhinan.words(); });
  whenDrawn(drawn);
})();
