// Takes one kind of step some times on the map, and gives the longest time between two frames, in seconds.
async (steps) => {
  const frames = [];
  let last = performance.now();
  let going = true;
  const watch = () => {
    const now = performance.now();
    frames.push(now - last);
    last = now;
    if (going) requestAnimationFrame(watch);
  };
  requestAnimationFrame(watch);
  const pause = () => new Promise((done) => setTimeout(done, 60));
  const field = document.getElementById("map-text");
  const say = (text) => { field.value = text; field.dispatchEvent(new Event("input")); };
  const canvas = document.getElementById("map-canvas");
  canvas.scrollIntoView();
  for (let wait = 0; wait < 5; wait += 1) await pause();
  frames.length = 0;
  last = performance.now();
  if (steps === "search") {
    for (const text of ["r", "ro", "role", "role-1", "role-19", ""]) { say(text); await pause(); }
  }
  if (steps === "choose") {
    for (let index = 0; index < 6; index += 1) {
      say("");
      document.querySelectorAll(".map-found .link")[index].click();
      await pause();
    }
  }
  if (steps === "move") {
    const send = (type, x, y) => (type === "pointerdown" ? canvas : window).dispatchEvent(
      new PointerEvent(type, { clientX: x, clientY: y, bubbles: true, button: 0 }));
    send("pointerdown", 600, 300);
    for (let step = 0; step < 30; step += 1) {
      send("pointermove", 600 + step * 5, 300 + step * 3);
      await new Promise(requestAnimationFrame);
    }
    send("pointerup", 750, 390);
  }
  going = false;
  return Math.max(...frames) / 1000;
}
