"use strict";
(() => {
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const WORDS = { allow: "allowed", deny: "denied", unknown: "unknown" };
  const GROUNDS = { documented: "AWS documentation", experience: "experience, not documentation", declared: "a declaration in the configuration" };
  const byId = (id) => document.getElementById(id);

  // Every element is made here, and whatever it says is set as text: nothing is ever parsed as markup.
  const el = (name, said, ...children) => {
    const made = document.createElement(name);
    if (said.class) made.className = said.class;
    for (const [key, value] of Object.entries(said)) if (key !== "class" && value !== null) made.setAttribute(key, value);
    for (const child of children.flat()) if (child !== null && child !== undefined) made.append(child);
    return made;
  };
  const prose = (said) => {
    const parts = said.split("`");
    if (parts.length % 2 === 0) return [said];
    return parts.map((each, index) => (index % 2 ? el("code", {}, each) : each)).filter((each) => each !== "");
  };
  const several = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;

  // ---- light and dark
  const theme = byId("theme");
  const isDark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const tellTheme = () => theme.setAttribute("aria-pressed", String(isDark()));
  theme.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    tellTheme();
    document.dispatchEvent(new Event("themechange"));
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { tellTheme(); document.dispatchEvent(new Event("themechange")); });
  tellTheme();

  // ---- one of several can be reached by Tab, the arrow keys go on from there
  const roving = (all, keys, chosen) => {
    const go = (to) => {
      all.forEach((each, index) => each.setAttribute("tabindex", index === to ? "0" : "-1"));
      all[to].focus();
      if (chosen) chosen(to);
    };
    all.forEach((each, index) => each.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const step = keys[event.key];
      let to = null;
      if (step !== undefined) to = (index + step + all.length) % all.length;
      else if (event.key === "Home") to = 0;
      else if (event.key === "End") to = all.length - 1;
      else if (chosen && /^[1-9]$/.test(event.key) && Number(event.key) <= all.length) to = Number(event.key) - 1;
      if (to === null) return;
      event.preventDefault();
      go(to);
    }));
    return go;
  };
  const SIDEWAYS = { ArrowRight: 1, ArrowLeft: -1 };
  const ALL_WAYS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

  const tabs = [...document.querySelectorAll('[role="tab"]')];
  const select = (chosen) => tabs.forEach((tab, index) => {
    tab.setAttribute("aria-selected", String(index === chosen));
    byId(tab.getAttribute("aria-controls")).hidden = index !== chosen;
  });
  const goToTab = roving(tabs, ALL_WAYS, select);
  tabs.forEach((tab, index) => tab.addEventListener("click", () => goToTab(index)));

  // ---- places, changes, and the drawer with a hop in it
  const excerpt = (place) => {
    if (!place.lines) return null;
    const lines = place.lines.map((line, index) => el("span", {}, el("span", { class: "line-number" }, `${place.from + index} `), `${line}\n`));
    const more = place.more ? [el("span", { class: "quiet" }, `… ${several(place.more, "more line")}\n`)] : [];
    return el("pre", {}, el("code", {}, lines, more));
  };
  const evidence = ([index, says]) => {
    const place = facts.places[index];
    return el("div", { class: "evidence" }, el("code", { class: "place" }, place.at), " ", prose(says),
      place.route && !place.lines ? el("div", { class: "quiet" }, el("code", {}, place.route)) : null, excerpt(place));
  };
  const changes = (fix) => [
    el("p", {}, prose(fix.summary)),
    ...fix.changes.map((change) => el("div", { class: "evidence" },
      change.at === null ? null : el("span", { class: "quiet" }, "at ", el("code", { class: "place" }, facts.places[change.at].at), change.says ? ` ${change.says}` : ""),
      el("pre", { class: "change" }, el("code", {}, change.gone.map((line) => el("del", {}, `- ${line}\n`)), change.come.map((line) => el("ins", {}, `+ ${line}\n`)))))),
    fix.byTool ? el("p", { class: "quiet" }, el("code", {}, fix.safety === "safe" ? "xacct-guard fix" : "xacct-guard fix --unsafe"), " makes this change") : null,
  ];
  const row = (name, ...said) => (said.every((each) => each === null || each === undefined) ? null : el("div", {}, el("dt", {}, name), el("dd", {}, said)));
  const code = (said) => (said ? el("code", {}, said) : null);
  const account = (id) => (id ? `${facts.accounts[id] && facts.accounts[id] !== id ? `${facts.accounts[id]} ` : ""}${id}` : null);

  const drawer = byId("drawer");
  let opener = null;
  const close = () => {
    drawer.hidden = true;
    document.querySelectorAll(".hop.open").forEach((each) => each.classList.remove("open"));
    if (opener && opener.isConnected) opener.focus();
    opener = null;
  };
  const hopParts = (number) => {
    const hop = facts.hops[number - 1];
    const where = facts.stages[hop.in];
    const finding = hop.finding === undefined ? null : facts.findings[hop.finding];
    const deciding = (hop.evidence || []).filter(([, says]) => !says.includes("comes closest"));
    const nearest = (hop.evidence || []).filter(([, says]) => says.includes("comes closest"));
    const source = /^https:\/\//.test(hop.source || "") ? el("a", { href: hop.source, rel: "noreferrer noopener", target: "_blank" }, hop.source) : hop.source;
    return [
      el("p", { class: "quiet" }, `${where.pipeline} › ${where.stage} › ${where.action}`),
      el("p", { class: `verdict ${hop.outcome}` }, el("strong", {}, WORDS[hop.outcome]), hop.deniedBy ? ` by the ${hop.deniedBy} layer` : ""),
      el("p", {}, prose(hop.because)),
      el("dl", { class: "request" },
        row("Principal", code(hop.principal)), row("Action", code(hop.action)), row("Resource", code(hop.resource)),
        row("From", account(hop.account), hop.region ? `, ${hop.region}` : ""), row("Owner", account(hop.owner)),
        row("VPC", code(hop.vpc)), row("Endpoint", code(hop.via)), row("Key", code(hop.key)),
        row("Depends on", hop.dependsOn ? hop.dependsOn.flatMap((each, index) => [index ? ", " : "", el("code", {}, each)]) : null),
        row("Rests on", GROUNDS[hop.ground] || hop.ground, el("br", {}), source)),
      deciding.length ? [el("h3", {}, "What decides it"), deciding.map(evidence)] : null,
      nearest.length ? [el("h3", {}, "Nearest miss"), nearest.map(evidence)] : null,
      finding && finding.fix ? [el("h3", {}, "What to change"), changes(finding.fix)] : null,
      finding ? el("p", { class: "quiet" }, "told by the rule ", el("code", {}, finding.rule)) : null,
    ].flat();
  };
  const open = (numbers, from) => {
    opener = from;
    const body = el("div", {});
    const title = el("h2", { tabindex: "-1" });
    const show = (number) => { title.textContent = facts.hops[number - 1].step; body.replaceChildren(...hopParts(number).filter(Boolean)); };
    const shut = el("button", { type: "button" }, "Close");
    shut.addEventListener("click", close);
    const others = numbers.length < 2 ? null : el("div", { class: "tabs-of-hops" }, numbers.map((number) => {
      const button = el("button", { type: "button" }, facts.hops[number - 1].action);
      button.addEventListener("click", () => show(number));
      return button;
    }));
    drawer.replaceChildren(...[el("div", { class: "top" }, title, shut), others, body].filter(Boolean));
    show(numbers[0]);
    drawer.hidden = false;
    drawer.scrollTop = 0;
    document.querySelectorAll(".hop.open").forEach((each) => each.classList.remove("open"));
    if (from.classList.contains("hop")) from.classList.add("open");
    title.focus();
  };
  document.addEventListener("keydown", (event) => { if (event.key === "Escape" && !drawer.hidden) close(); });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-open]");
    if (button) open([Number(button.dataset.open)], button);
  });

  // ---- drawings: pan by dragging or scrolling, zoom by buttons, Ctrl and the wheel, or + and -
  document.querySelectorAll(".picture").forEach((picture) => {
    const viewport = picture.querySelector(".viewport");
    const drawings = [...picture.querySelectorAll(".sheet > svg")].map((svg) => ({ svg, width: svg.viewBox.baseVal.width, height: svg.viewBox.baseVal.height }));
    const hops = [...picture.querySelectorAll(".hop")];
    let zoom = 1;
    let moved = false;
    const setZoom = (to, x = viewport.clientWidth / 2) => {
      const next = Math.min(Math.max(to, 0.2), 3);
      const at = (viewport.scrollLeft + x) / zoom;
      zoom = next;
      drawings.forEach(({ svg, width, height }) => { svg.setAttribute("width", width * zoom); svg.setAttribute("height", height * zoom); });
      viewport.scrollLeft = at * zoom - x;
      viewport.dataset.zoom = zoom.toFixed(2);
    };
    const whole = drawings.reduce((sum, { width }) => sum + width, 0);
    const show = (hop) => {
      const box = hop.getBoundingClientRect();
      const room = viewport.getBoundingClientRect();
      if (box.left < room.left + 160 || box.right > room.right - 20) viewport.scrollLeft += box.left - room.left - room.width / 2;
      if (box.top < room.top || box.bottom > room.bottom) viewport.scrollTop += box.top - room.top - room.height / 3;
    };
    // the names of wide boxes stay in sight
    const sliding = [...picture.querySelectorAll(".slides")].map((text) => {
      const box = text.parentNode.querySelector(".shape");
      const from = box.x.baseVal.value;
      return { group: text.parentNode.querySelector(".glyph"), text, from, most: Math.max(box.width.baseVal.value - 24 - text.textContent.length * 7.2, 0) };
    }).filter(({ most }) => most > 30);
    const slide = () => sliding.forEach(({ text, group, from, most }) => {
      const by = Math.min(Math.max(viewport.scrollLeft / zoom - from + 4, 0), most);
      text.setAttribute("transform", `translate(${by} 0)`);
      if (group) group.setAttribute("transform", `translate(${by} 0)`);
    });
    viewport.addEventListener("scroll", () => requestAnimationFrame(slide), { passive: true });
    const stopping = hops.filter((each) => !each.classList.contains("allow"));
    let last = -1;
    const go = roving(hops, ALL_WAYS, (index) => show(hops[index]));
    const next = () => {
      if (!stopping.length) return;
      last = (last + 1) % stopping.length;
      go(hops.indexOf(stopping[last]));
    };
    const tools = { in: () => setZoom(zoom * 1.25), out: () => setZoom(zoom / 1.25), fit: () => setZoom(viewport.clientWidth / whole, 0), next };
    picture.querySelectorAll("[data-tool]").forEach((button) => {
      if (button.dataset.tool === "next" && !stopping.length) button.hidden = true;
      button.addEventListener("click", tools[button.dataset.tool]);
    });
    viewport.addEventListener("keydown", (event) => {
      if (event.key === "+" || event.key === "=") tools.in();
      else if (event.key === "-") tools.out();
      else if (event.key === "0") tools.fit();
      else if ((event.key === "ArrowRight" || event.key === "ArrowDown") && event.target === viewport && hops.length) { event.preventDefault(); go(0); }
    });
    viewport.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      setZoom(zoom * (event.deltaY < 0 ? 1.15 : 1 / 1.15), event.clientX - viewport.getBoundingClientRect().left);
    }, { passive: false });
    viewport.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      const from = { x: event.clientX, y: event.clientY, left: viewport.scrollLeft, top: viewport.scrollTop };
      moved = false;
      const move = (now) => {
        if (Math.abs(now.clientX - from.x) + Math.abs(now.clientY - from.y) > 4) moved = true;
        if (!moved) return;
        viewport.classList.add("moving");
        viewport.scrollLeft = from.left - (now.clientX - from.x);
        viewport.scrollTop = from.top - (now.clientY - from.y);
      };
      const stop = () => { viewport.classList.remove("moving"); removeEventListener("pointermove", move); removeEventListener("pointerup", stop); };
      addEventListener("pointermove", move);
      addEventListener("pointerup", stop);
    });
    hops.forEach((hop) => {
      const numbers = hop.dataset.hops.split(" ").map(Number);
      hop.addEventListener("click", () => { if (!moved) open(numbers, hop); });
      hop.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        open(numbers, hop);
      });
    });
    if (stopping.length) requestAnimationFrame(() => {
      const at = stopping[0].querySelector(".touch").x.baseVal.value * zoom;
      viewport.scrollLeft = at > viewport.clientWidth * 0.6 ? at - viewport.clientWidth / 3 : 0;
    });
  });

  // ---- findings
  const list = byId("finding-list");
  if (list) {
    const PAGE = 150;
    const fields = { account: byId("filter-account"), rule: byId("filter-rule"), severity: byId("filter-severity") };
    const text = byId("filter-text");
    const more = byId("more");
    const count = byId("count");
    const said = facts.findings.map((each) => [each.message, each.rule, each.account || "", facts.accounts[each.account] || "", each.severity, each.fix ? each.fix.summary : "",
      ...each.locations.map(([place]) => facts.places[place].at)].join("\n").toLowerCase());
    let found = [];
    let shown = 0;
    const item = (index) => {
      const finding = facts.findings[index];
      const at = finding.locations.length ? facts.places[finding.locations[0][0]].at : null;
      const summary = el("summary", {},
        el("span", { class: `severity ${finding.severity}` }, finding.severity),
        el("span", {}, el("span", { class: "message" }, prose(finding.message)),
          el("span", { class: "meta" }, el("span", {}, finding.rule), finding.account ? el("span", {}, account(finding.account)) : null, finding.suppressed === null ? null : el("span", {}, `suppressed: ${finding.suppressed}`))),
        at ? el("code", { class: "place" }, el("bdi", {}, at)) : null);
      const details = el("details", {}, summary);
      details.addEventListener("toggle", () => {
        if (details.childElementCount > 1) return;
        details.append(el("div", { class: "body" }, finding.locations.map(evidence), finding.fix ? [el("h4", {}, "What to change"), ...changes(finding.fix).filter(Boolean)] : null,
          el("p", { class: "quiet" }, `confidence ${finding.confidence} · ${finding.kind} · fingerprint `, el("code", {}, finding.fingerprint))));
      });
      return el("li", { class: finding.suppressed === null ? "" : "suppressed" }, details);
    };
    const extend = (by) => {
      const upTo = Math.min(found.length, shown + by);
      const made = document.createDocumentFragment();
      for (; shown < upTo; shown += 1) made.append(item(found[shown]));
      list.append(made);
      more.hidden = shown >= found.length;
    };
    const filter = () => {
      const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
      const wanted = Object.entries(fields).filter(([, field]) => field.value).map(([name, field]) => [name, field.value.slice(1)]);
      found = facts.findings.map((_, index) => index).filter((index) =>
        wanted.every(([name, value]) => (facts.findings[index][name] || "") === value) && words.every((word) => said[index].includes(word)));
      list.replaceChildren();
      shown = 0;
      extend(PAGE);
      count.textContent = found.length === facts.findings.length ? several(found.length, "finding") : `${found.length} of ${several(facts.findings.length, "finding")}`;
    };
    Object.values(fields).forEach((field) => field.addEventListener("change", filter));
    text.addEventListener("input", filter);
    more.addEventListener("click", () => extend(PAGE));
    addEventListener("beforeprint", () => extend(found.length));
    filter();
  }
  document.documentElement.dataset.ready = "yes";
})();
