/* What the page's scripts share: finding elements, telling Python, and hearing when Gradio has drawn something. */
window.zhinan = (() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const send = (name, detail) => document.dispatchEvent(new CustomEvent("zn-" + name, { detail }));
  const words = () => JSON.parse($("#zn-head").dataset.words);
  const watchers = [];
  document.addEventListener("DOMContentLoaded", () => {
    let waiting = false;
    new MutationObserver(() => {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; watchers.forEach((drawn) => drawn()); });
    }).observe($("gradio-app"), { childList: true, subtree: true });
  });
  return { $, all, send, words, whenDrawn: (drawn) => watchers.push(drawn) };
})();
