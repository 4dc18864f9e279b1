// What an eye would find wrong with the page as it stands, as plain facts for judge.py.
(tested) => {
  const shown = (one) => {
    const box = one.getBoundingClientRect();
    const style = getComputedStyle(one);
    return box.width > 1 && box.height > 1 && style.visibility !== "hidden" && !one.closest(".visually-hidden, .skip");
  };
  const named = (one) => {
    const said = (one.textContent || one.value || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `${one.tagName.toLowerCase()}.${[...one.classList].join(".")} "${said}"`;
  };
  const cut = [...document.querySelectorAll("body *")]
    .filter((one) => !(one instanceof SVGElement) && shown(one))
    .filter((one) => {
      const style = getComputedStyle(one);
      const hides = ["hidden", "clip"].includes(style.overflowX) && !one.matches("input, textarea, select");
      return hides && one.scrollWidth > one.clientWidth + 1;
    })
    .map(named);
  const words = new Map();
  const keep = (text, holder) => {
    const said = text.trim().replace(/\s+/g, " ");
    const language = holder.closest("[lang]")?.lang || "";
    if (said && !holder.closest(".code, code, pre, script, style, [translate=no]")) words.set(`${language}|${said}`, [language, said]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const holder = walker.currentNode.parentElement;
    if (holder && !holder.closest("script, style, template, textarea") && !holder.matches("noscript")) keep(walker.currentNode.data, holder);
  }
  for (const name of ["title", "aria-label", "placeholder", "alt"]) {
    for (const one of document.querySelectorAll(`body [${name}]`)) keep(one.getAttribute(name), one);
  }
  keep(document.title, document.documentElement);

  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 24;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  const drawn = (letter) => {
    pen.clearRect(0, 0, 24, 24);
    pen.font = `16px ${getComputedStyle(document.body).fontFamily}`;
    pen.fillText(letter, 2, 18);
    return pen.getImageData(0, 0, 24, 24).data.join();
  };
  const nothing = [drawn("\u{10FFFD}"), drawn("\u{E0FFF}")];
  const letters = [...new Set(document.body.innerText)].filter((one) => one.trim() && !tested.includes(one));
  const missing = letters.filter((one) => nothing.includes(drawn(one)));
  return {
    sideways: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    cut: [...new Set(cut)].slice(0, 8),
    words: [...words.values()],
    letters: letters.join(""),
    missing: missing.join(""),
  };
}
