/* The eligibility form in the browser: reads the fields, asks Python for the verdict while one types, remembers what was
   typed for as long as the browser tab lives (sessionStorage), and marks each field with how it stands. */
(() => {
  "use strict";
  const { $, all, send, whenDrawn } = window.zhinan;
  const KEY = "zhinan-facts";
  const form = () => $(".zn-form");
  let drawnFor = null, timer = 0;

  const remembered = () => { try { return JSON.parse(sessionStorage.getItem(KEY)) || {}; } catch { return {}; } };
  const remember = (facts) => { try { sessionStorage.setItem(KEY, JSON.stringify(facts)); } catch { /* private mode */ } };

  // -- fields to { path: text or list } and back --------------------------------------------------------------------
  function readFields() {
    const facts = {};
    for (const field of all("input[name], select[name]", form())) {
      if (field.type === "radio") { if (field.checked && field.value) facts[field.name] = field.value; }
      else if (field.type === "checkbox") {
        if (!field.checked) continue;
        if (field.name.endsWith(".none")) facts[field.name] = "true";
        else (facts[field.name] = facts[field.name] || []).push(field.value);
      } else if (field.value.trim()) facts[field.name] = field.value;
    }
    return facts;
  }
  function writeFields(facts) {
    for (const rows of all(".zn-rows", form())) {
      const name = rows.dataset.rows;
      const numbers = Object.keys(facts).filter((k) => k.startsWith(name + ".")).map((k) => +k.split(".")[1]).filter((n) => n >= 0);
      const wanted = Math.max(1, ...numbers.map((n) => n + 1));
      while (all(":scope > .zn-row", rows).length < Math.min(wanted, 50)) addRow(rows);
    }
    for (const field of all("input[name], select[name]", form())) {
      const value = facts[field.name];
      if (value === undefined) continue;
      if (field.type === "radio") field.checked = field.value === value;
      else if (field.type === "checkbox") field.checked = Array.isArray(value) ? value.includes(field.value) : value === field.value;
      else field.value = value;
    }
  }
  function addRow(rows) {
    const row = $("template", rows).content.firstElementChild.cloneNode(true);
    rows.append(row);
    renumber(rows);
    return row;
  }
  function renumber(rows) {
    all(":scope > .zn-row", rows).forEach((row, n) => {
      for (const field of all("[name]", row)) {
        const parts = field.name.split(".");
        parts[1] = String(n);
        field.name = parts.join(".");
      }
    });
  }

  // -- the verdict ---------------------------------------------------------------------------------------------------
  function everything() { return { ...remembered(), ...readFields() }; }
  function keep() {
    const facts = remembered();
    const shown = new Set(all("[data-fact]", form()).map((e) => e.dataset.fact));
    for (const path of Object.keys(facts)) if (shown.has(path.split(".")[0])) delete facts[path];
    remember({ ...facts, ...readFields() });
  }
  function judge() {
    if (form()) send("judge", { check: form().dataset.check, facts: readFields() });
  }
  document.addEventListener("input", (event) => {
    if (!event.target.closest(".zn-form")) return;
    if (event.target.name && event.target.name.endsWith(".none") && event.target.checked) clearBeside(event.target);
    keep();
    clearTimeout(timer);
    timer = setTimeout(judge, 250);
  });
  function clearBeside(none) {
    const own = none.name.slice(0, -5);
    for (const field of all("input[name], select[name]", form()))
      if (field !== none && (field.name === own || field.name.startsWith(own + "."))) {
        if (field.type === "checkbox" || field.type === "radio") field.checked = false;
        else field.value = "";
      }
  }
  document.addEventListener("submit", (event) => { if (event.target.closest(".zn-form")) event.preventDefault(); });

  document.addEventListener("click", (event) => {
    const target = event.target.closest && event.target.closest("[data-do]");
    if (!target) return;
    const act = target.dataset.do;
    if (act === "add-row") { const row = addRow(target.parentElement.querySelector(".zn-rows")); $("input, select", row).focus(); }
    else if (act === "remove-row") { const rows = target.closest(".zn-rows"); target.closest(".zn-row").remove(); renumber(rows); keep(); judge(); }
    else if (act === "match") { send("match", { facts: everything() }); awaitBoard(); }
    else if (act === "print") window.print();
    else if (act === "clear-form") { remember({}); form().reset(); judge(); }
    else if (act === "field") goTo(target.dataset.fact);
    else if (act === "check") check(target);
    else if (act === "download") download(target);
  });
  function check(button) {
    delete document.documentElement.dataset.zn;
    if (button.dataset.facts) remember({ ...remembered(), ...JSON.parse(button.dataset.facts) });
    if (form() && form().dataset.check === button.dataset.direction) { writeFields(remembered()); judge(); }
    send("check", { direction: button.dataset.direction });
    scrollTo({ top: 0 });
  }
  function awaitBoard(tries = 40) {
    const head = $("#zn-board h2");
    if (head && !head.dataset.seen) {
      head.dataset.seen = "1";
      head.scrollIntoView({ block: "start" });
      head.focus({ preventScroll: true });
    } else if (tries > 0) setTimeout(() => awaitBoard(tries - 1), 100);
  }
  function goTo(fact) {
    const field = $(`.zn-form [data-fact="${fact}"]`);
    if (!field) return;
    field.scrollIntoView({ block: "center" });
    const control = $("input, select, button", field);
    if (control) control.focus({ preventScroll: true });
  }
  function download(button) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([button.dataset.copy], { type: "text/markdown" }));
    link.download = button.dataset.name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  }

  // -- when Gradio has drawn something -------------------------------------------------------------------------------
  function mark() {
    const bar = $("#zn-summary [data-states]"), bad = $("#zn-summary [data-faults]");
    const states = bar ? JSON.parse(bar.dataset.states) : null, faults = bad ? bad.dataset.faults.split(",") : [];
    for (const field of all(".zn-form [data-fact]")) {
      const name = field.dataset.fact, faulty = faults.includes(name);
      if (states) field.dataset.state = states[name] || "";
      for (const control of all("input, select", field)) control.toggleAttribute("aria-invalid", faulty);
      field.classList.toggle("zn-faulty", faulty);
    }
  }
  function drawn() {
    const now = form();
    if (now && now !== drawnFor) {
      drawnFor = now;
      const facts = remembered();
      writeFields(facts);
      if (Object.keys(facts).length) setTimeout(judge, 60); // once Gradio has settled
    }
    if (now) mark();
  }
  whenDrawn(drawn);
})();
