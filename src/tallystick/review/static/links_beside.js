// Beside a finding: what a reader's other window, in which letters are open, says of it.

const box = document.querySelector("[data-links]");
const channel = new BroadcastChannel("tallystick links");
channel.addEventListener("message", ({ data }) => {
  if (data.of !== box.dataset.links || !data.found.length) return;
  box.querySelector("ul").replaceChildren(...data.found.map(({ thread, why }) => {
    const item = document.createElement("li");
    item.dir = "auto";
    item.textContent = `${thread.slice(0, 8)}: ${why}`;
    return item;
  }));
  box.hidden = false;
});
channel.postMessage({ asked: box.dataset.links });
