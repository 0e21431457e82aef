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
    for (const child of children.flat(Infinity)) if (child !== null && child !== undefined) made.append(child);
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

  // ---- a jump ends at its heading, though what it passes has its height only once it is seen
  const land = () => {
    const target = location.hash && byId(location.hash.slice(1));
    let last = NaN, frames = 60;
    const settle = () => {
      target.scrollIntoView();
      const top = target.getBoundingClientRect().top + document.documentElement.scrollHeight;
      if (top !== last && frames--) requestAnimationFrame(settle);
      last = top;
    };
    if (target) requestAnimationFrame(settle);
  };
  addEventListener("hashchange", land);
  document.addEventListener("click", (event) => { if (event.target.closest('a[href^="#"]')) requestAnimationFrame(land); });
  land();

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
    if (!deciding.length && finding) deciding.push(...finding.locations.slice(0, 1));
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
    ].flat(Infinity);
  };
  const open = (numbers, from) => {
    opener = from;
    const body = el("div", {});
    const title = el("h2", { tabindex: "-1" });
    const show = (number) => { title.replaceChildren(...prose(facts.hops[number - 1].step)); body.replaceChildren(...hopParts(number).filter(Boolean)); };
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
    // what was opened is not hidden by what tells of it
    const viewport = from.closest(".viewport");
    const hidden = viewport ? from.getBoundingClientRect().right - (drawer.getBoundingClientRect().left - 24) : 0;
    if (hidden > 0) viewport.scrollLeft += hidden;
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
      const next = Math.min(Math.max(to, 0.05), 3);
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
  // ---- the map: drawn on a canvas, told in words beside it
  const canvas = byId("map-canvas");
  if (canvas && facts.map) {
    const { cards, boxes, arrows, size } = facts.map;
    const CELL = { width: 176, height: 24 };
    const MOST = 60;
    const into = boxes.map(() => []);
    const from = boxes.map(() => []);
    arrows.forEach((arrow, index) => { from[arrow[0]].push(index); into[arrow[1]].push(index); });
    const onCard = cards.map(() => []);
    boxes.forEach((box, index) => onCard[box[3]].push(index));
    const text = boxes.map(([name, kind, arn, card]) => `${name}\n${kind}\n${arn}\n${cards[card][0]}`.toLowerCase());
    const busiest = boxes.map((_, index) => index).sort((one, other) => into[other].length - into[one].length || one - other);
    const pen = canvas.getContext("2d");
    const VERDICTS = { allow: "allowed", deny: "denied", unknown: "unknown", declared: "let in, not seen" };
    const DASHES = { allow: [], deny: [7, 4], unknown: [2, 4], declared: [4, 5] };
    let view = { zoom: 1, x: 0, y: 0 };
    let colours = {};
    let chosen = null;
    let over = null;
    let marked = null;
    let waiting = false;

    const readColours = () => {
      const style = getComputedStyle(document.documentElement);
      for (const name of ["paper", "raised", "ink", "quiet", "line", "soft", "deny", "allow", "unknown", "focus"]) colours[name] = style.getPropertyValue(`--${name}`).trim();
    };
    const colourOf = (verdict) => (verdict === "declared" ? colours.quiet : colours[verdict]);
    const shape = (path, x, y, width, height, round) => { path.beginPath(); path.roundRect(x, y, width, height, round); };
    const near = () => {
      if (chosen === null) return null;
      const found = new Set([chosen]);
      into[chosen].forEach((index) => found.add(arrows[index][0]));
      from[chosen].forEach((index) => found.add(arrows[index][1]));
      return found;
    };
    let around = null;
    const draw = () => {
      waiting = false;
      const ratio = devicePixelRatio || 1;
      const wide = canvas.clientWidth;
      const high = canvas.clientHeight;
      if (canvas.width !== Math.round(wide * ratio) || canvas.height !== Math.round(high * ratio)) { canvas.width = Math.round(wide * ratio); canvas.height = Math.round(high * ratio); }
      const { zoom, x, y } = view;
      pen.setTransform(ratio, 0, 0, ratio, 0, 0);
      pen.clearRect(0, 0, wide, high);
      pen.setTransform(ratio * zoom, 0, 0, ratio * zoom, x * ratio, y * ratio);
      const seen = { left: -x / zoom, top: -y / zoom, right: (wide - x) / zoom, bottom: (high - y) / zoom };
      const isSeen = (left, top, width, height) => left < seen.right && left + width > seen.left && top < seen.bottom && top + height > seen.top;
      const readable = zoom > 0.55;
      pen.textBaseline = "middle";
      cards.forEach(([name, left, top, width, height], card) => {
        if (!isSeen(left, top, width, height)) return;
        pen.lineWidth = 1 / zoom;
        shape(pen, left, top, width, height, 10);
        pen.fillStyle = colours.soft; pen.fill();
        pen.strokeStyle = colours.line; pen.stroke();
        const letters = Math.min(Math.max(13 / zoom, 13), 26);
        pen.save();
        pen.beginPath(); pen.rect(left, top, width, 40); pen.clip();
        pen.font = `600 ${letters}px system-ui, sans-serif`;
        pen.fillStyle = colours.ink;
        pen.fillText(name, left + 14, top + 21, width - 24);
        pen.restore();
        for (const index of onCard[card]) drawBox(index, isSeen, readable);
      });
      if (chosen !== null) [...into[chosen], ...from[chosen]].forEach((index) => drawArrow(arrows[index]));
    };
    const drawBox = (index, isSeen, readable) => {
      const [name, , , , left, top, isPrincipal] = boxes[index];
      const width = CELL.width - 6;
      const height = CELL.height - 4;
      if (!isSeen(left, top, width, height)) return;
      const isFar = (around && !around.has(index)) || (!around && marked && !marked.has(index));
      pen.globalAlpha = isFar ? 0.28 : 1;
      if (view.zoom < 0.35) {
        // too small to have an outline: what it is tells its place, what it is to the question its colour
        pen.fillStyle = index === chosen || index === over || (marked && marked.has(index)) || (around && around.has(index)) ? colours.focus : colours.quiet;
        pen.fillRect(left, top, isPrincipal ? width : width / 2, height);
        pen.globalAlpha = 1;
        return;
      }
      shape(pen, left, top, width, height, isPrincipal ? 10 : 3);
      pen.fillStyle = index === chosen ? colours.focus : colours.raised; pen.fill();
      pen.lineWidth = (index === over ? 2.5 : 1) / Math.max(view.zoom, 0.4);
      pen.strokeStyle = index === over || (marked && marked.has(index)) ? colours.focus : colours.quiet; pen.stroke();
      if (readable) {
        pen.font = "11.5px system-ui, sans-serif";
        pen.fillStyle = index === chosen ? colours.raised : colours.ink;
        pen.fillText(name.length > 25 ? `${name.slice(0, 15)}…${name.slice(-8)}` : name, left + 9, top + height / 2 + 0.5, width - 14);
      } else if (!isPrincipal) {
        pen.fillStyle = colours.quiet; pen.fillRect(left + 4, top + 4, 12, height - 8);
      }
      pen.globalAlpha = 1;
    };
    const drawArrow = ([source, target, , verdict]) => {
      const [a, b] = [boxes[source], boxes[target]];
      const middle = (CELL.width - 6) / 2;
      const level = (CELL.height - 4) / 2;
      const middles = { from: a[4] + middle, to: b[4] + middle };
      const right = middles.to >= middles.from;
      const isAside = Math.abs(middles.to - middles.from) > middle;
      const start = { x: middles.from + (isAside ? (right ? middle : -middle) : 0), y: a[5] + level };
      const end = { x: middles.to, y: b[5] + level };
      const edge = { x: end.x - (isAside ? (right ? middle : -middle) : 0), y: end.y + (isAside ? 0 : end.y > start.y ? -level : level) };
      const thick = Math.max(1.4 / view.zoom, 1.2);
      pen.strokeStyle = pen.fillStyle = colourOf(verdict);
      pen.lineWidth = verdict === "deny" ? thick * 1.5 : thick;
      pen.setLineDash(DASHES[verdict].map((each) => each * Math.max(1, 1 / view.zoom)));
      const bend = (edge.x - start.x) / 2;
      pen.beginPath(); pen.moveTo(start.x, start.y);
      pen.bezierCurveTo(start.x + bend, start.y, edge.x - bend, edge.y, edge.x, edge.y);
      pen.stroke(); pen.setLineDash([]);
      const tip = 5 * Math.max(1, 0.8 / view.zoom);
      pen.beginPath();
      if (edge.y === end.y) { const away = right ? -tip : tip; pen.moveTo(edge.x, edge.y); pen.lineTo(edge.x + away * 1.6, edge.y - tip); pen.lineTo(edge.x + away * 1.6, edge.y + tip); }
      else { const away = edge.y < end.y ? -tip : tip; pen.moveTo(edge.x, edge.y); pen.lineTo(edge.x - tip, edge.y + away * 1.6); pen.lineTo(edge.x + tip, edge.y + away * 1.6); }
      pen.fill();
    };
    const redraw = () => { if (!waiting) { waiting = true; requestAnimationFrame(draw); } };
    const fit = () => {
      const zoom = Math.min(canvas.clientWidth / (size[0] + 40), canvas.clientHeight / (size[1] + 40), 1.1);
      view = { zoom, x: (canvas.clientWidth - size[0] * zoom) / 2, y: (canvas.clientHeight - size[1] * zoom) / 2 };
      redraw();
    };
    const zoomAt = (by, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) => {
      const zoom = Math.min(Math.max(view.zoom * by, 0.03), 3);
      view = { zoom, x: x - (x - view.x) * (zoom / view.zoom), y: y - (y - view.y) * (zoom / view.zoom) };
      redraw();
    };
    const at = (event) => {
      const frame = canvas.getBoundingClientRect();
      const x = (event.clientX - frame.left - view.x) / view.zoom;
      const y = (event.clientY - frame.top - view.y) / view.zoom;
      const card = cards.findIndex(([, left, top, width, height]) => x >= left && x <= left + width && y >= top && y <= top + height);
      if (card < 0) return null;
      const found = onCard[card].find((index) => { const [, , , , left, top] = boxes[index]; return x >= left && x < left + CELL.width && y >= top && y < top + CELL.height; });
      return found === undefined ? null : found;
    };
    const hover = byId("map-hover");
    canvas.addEventListener("pointermove", (event) => {
      const found = at(event);
      if (found === over) return;
      over = found;
      canvas.classList.toggle("over", over !== null);
      hover.textContent = over === null ? "" : `${boxes[over][1]} ${boxes[over][2]}`;
      redraw();
    });
    canvas.addEventListener("pointerdown", (event) => {
      const begin = { x: event.clientX, y: event.clientY, view };
      let moved = false;
      const move = (now) => {
        moved = moved || Math.abs(now.clientX - begin.x) + Math.abs(now.clientY - begin.y) > 4;
        if (!moved) return;
        canvas.classList.add("moving");
        view = { ...begin.view, x: begin.view.x + now.clientX - begin.x, y: begin.view.y + now.clientY - begin.y };
        redraw();
      };
      const stop = (now) => {
        canvas.classList.remove("moving");
        removeEventListener("pointermove", move);
        removeEventListener("pointerup", stop);
        if (!moved) choose(at(now), false);
      };
      addEventListener("pointermove", move);
      addEventListener("pointerup", stop);
    });
    canvas.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      const frame = canvas.getBoundingClientRect();
      zoomAt(event.deltaY < 0 ? 1.15 : 1 / 1.15, event.clientX - frame.left, event.clientY - frame.top);
    }, { passive: false });
    document.querySelectorAll("[data-map]").forEach((button) => button.addEventListener("click", { in: () => zoomAt(1.3), out: () => zoomAt(1 / 1.3), fit }[button.dataset.map]));

    // who reaches it: those whose arrows end there, and whoever may become one of them
    const becomes = (arrow) => arrow[3] !== "deny" && arrow[2].split(", ").some((kind) => kind === "assumes" || kind === "may assume");
    const reachers = (target) => {
      const direct = into[target];
      const known = new Set(direct.map((index) => arrows[index][0]));
      const through = [];
      const next = [...new Set(direct.filter((index) => arrows[index][3] !== "deny").map((index) => arrows[index][0]))];
      while (next.length) {
        const role = next.shift();
        for (const index of into[role]) {
          const who = arrows[index][0];
          if (!becomes(arrows[index]) || known.has(who) || who === target) continue;
          known.add(who);
          through.push([who, role, arrows[index][3]]);
          next.push(who);
        }
      }
      return { direct, through };
    };
    const found = byId("map-found");
    const count = byId("map-count");
    const field = byId("map-text");
    const link = (index) => {
      const button = el("button", { type: "button", class: "link" }, boxes[index][0]);
      button.addEventListener("click", () => choose(index, true));
      return button;
    };
    const where = (index) => el("span", { class: "quiet" }, ` ${boxes[index][1]}, ${cards[boxes[index][3]][0]}`);
    const shortened = (actions) => (actions.length > 4 ? `${actions.slice(0, 4).join(", ")} and ${actions.length - 4} more` : actions.join(", "));
    const rows = (title, all, row) => {
      const listed = el("ul", {});
      const list = (most) => {
        const made = document.createDocumentFragment();
        all.slice(listed.childElementCount, most).forEach((each) => made.append(row(each)));
        listed.append(made);
      };
      list(MOST);
      const more = all.length > MOST ? el("button", { type: "button" }, `Show all ${all.length}`) : null;
      if (more) more.addEventListener("click", () => { list(all.length); more.remove(); });
      return [el("h3", {}, title), all.length ? listed : el("p", { class: "quiet" }, "nobody and nothing"), more];
    };
    const told = (index, end) => {
      const arrow = arrows[index];
      return el("li", {}, link(arrow[end]), where(arrow[end]), el("div", { class: `verdict ${arrow[3]}` }, `${VERDICTS[arrow[3]]}: ${arrow[2]}`), el("div", { class: "quiet" }, shortened(arrow[4])));
    };
    const tell = () => {
      const { direct, through } = reachers(chosen);
      const back = el("button", { type: "button", class: "link" }, "Back to the search");
      back.addEventListener("click", () => { choose(null); field.focus(); });
      const title = el("h3", { tabindex: "-1" }, `Who reaches ${boxes[chosen][0]}`);
      found.replaceChildren(...[back, title, el("p", { class: "quiet" }, `${boxes[chosen][1]} `, el("code", {}, boxes[chosen][2])),
        rows(`Directly: ${direct.length}`, direct, (index) => told(index, 0)),
        through.length ? rows(`By becoming one of them: ${through.length}`, through, ([who, role, verdict]) => el("li", {}, link(who), where(who), el("div", { class: "quiet" }, `as ${boxes[role][0]}, ${VERDICTS[verdict]}`))) : [],
        rows(`What it reaches: ${from[chosen].length}`, from[chosen], (index) => told(index, 1))].flat(Infinity).filter(Boolean));
      count.textContent = `${several(direct.length, "way")} lead${direct.length === 1 ? "s" : ""} to ${boxes[chosen][0]} directly`;
      found.scrollTop = 0;
      return title;
    };
    const search = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      const all = words.length ? busiest.filter((index) => words.every((word) => text[index].includes(word))) : busiest;
      marked = words.length ? new Set(all) : null;
      count.textContent = words.length ? `${all.length} of ${boxes.length} found` : `${boxes.length}, those that most reach first`;
      const listed = el("ul", {}, all.slice(0, MOST).map((index) => el("li", {}, link(index), where(index), el("div", { class: "quiet" }, `reached by ${into[index].length}, reaches ${from[index].length}`))));
      found.replaceChildren(...[listed, all.length > MOST ? el("p", { class: "quiet" }, `and ${all.length - MOST} more: say more of its name`) : null].filter(Boolean));
      redraw();
    };
    const choose = (index, byKey) => {
      chosen = index;
      around = near();
      if (index === null) search();
      else {
        const title = tell();
        if (byKey) title.focus();
      }
      redraw();
    };
    field.addEventListener("input", () => { chosen = null; around = null; search(); });
    document.addEventListener("themechange", () => { readColours(); redraw(); });
    let isFitted = false;
    new ResizeObserver(() => { if (!isFitted && canvas.clientWidth) { isFitted = true; fit(); } redraw(); }).observe(canvas);
    readColours();
    search();
  }
  document.documentElement.dataset.ready = "yes";
})();
