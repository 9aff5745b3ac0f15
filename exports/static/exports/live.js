// Moves the progress bars of active exports: asks once a second for all of them, and stops when none is active any more.
(() => {
  const url = document.currentScript.dataset.url;

  async function tick() {
    const bars = [...document.querySelectorAll('progress[data-active="yes"]')];
    if (bars.length === 0) return;
    const query = bars.map((bar) => `id=${bar.dataset.export}`).join("&");
    const response = await fetch(`${url}?${query}`);
    if (response.ok) show(bars, await response.json());
    setTimeout(tick, 1000);
  }

  function show(bars, exports) {
    for (const bar of bars) {
      const now = exports[bar.dataset.export];
      if (!now) continue;
      bar.value = now.fraction;
      bar.nextElementSibling.textContent = now.words;
      document.querySelector(`[data-export-state="${bar.dataset.export}"]`).textContent = now.state;
      if (!now.active) bar.dataset.active = "no";
    }
  }

  tick();
})();
