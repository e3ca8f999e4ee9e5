// Beside a finding: what a reader's other window, in which letters are open, says of it.

const box = document.querySelector("[data-links]");
// A finding goes on under the code that it had before its unit was renamed, too.
const codes = box.dataset.links.split(" ");
const found = new Map();
const channel = new BroadcastChannel("tallystick links");
channel.addEventListener("message", ({ data }) => {
  if (!codes.includes(data.of) || !data.found.length) return;
  found.set(data.of, data.found);
  box.querySelector("ul").replaceChildren(...[...found.values()].flat().map(({ thread, why }) => {
    const item = document.createElement("li");
    item.dir = "auto";
    item.textContent = `${thread.slice(0, 8)}: ${why}`;
    return item;
  }));
  box.hidden = false;
});
for (const asked of codes) channel.postMessage({ asked });
