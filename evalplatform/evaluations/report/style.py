"""The look of the report as a page: for a telephone first, dark where the reader's system is, and in paper's colours when printed."""

CSS = """
:root { color-scheme: light dark; --ink: #1a1d21; --soft: #545b64; --paper: #fff; --card: #f4f5f7; --line: #c3c8ce;
  --ours: #2f6db5; --pass: #1d6f3a; --fail: #a3211a; --open: #7a5200; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --soft: #aab1ba; --paper: #15181c; --card: #1f2329; --line: #4a515a;
    --ours: #7fb2ef; --pass: #7fd69a; --fail: #f6a09a; --open: #e3b34d; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1.25rem 1rem 3rem; max-width: 56rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
h3 { font-size: 1.05rem; margin: 0 0 .25rem; }
p, ul { margin: .25rem 0; } ul { padding-left: 1.2rem; } .soft { color: var(--soft); }
.pass { color: var(--pass); } .fail { color: var(--fail); } .no_verdict { color: var(--open); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8rem, 1fr)); gap: .5rem; margin: .75rem 0; }
.facts div { background: var(--card); border-radius: .5rem; padding: .5rem .7rem; }
.facts dt { color: var(--soft); font-size: .85rem; } .facts dd { margin: 0; font-weight: 600; }
.metric { margin: 1rem 0 1.75rem; }
svg { width: 100%; max-width: 30rem; height: auto; display: block; margin: .5rem 0; }
svg text { font: 13px system-ui, sans-serif; fill: var(--ink); } svg .label, svg .end { text-anchor: end; }
svg .number { fill: var(--soft); }
svg line { stroke: var(--ink); stroke-width: 2; } svg .zero, svg .range { stroke: var(--line); }
svg .allowed { stroke: var(--open); stroke-dasharray: 4 3; } svg .whisker { stroke: var(--ours); }
svg circle, svg .ours { fill: var(--ours); } svg circle.fail { fill: var(--fail); } svg circle.no_verdict { fill: var(--open); }
svg circle.pass { fill: var(--pass); } svg .half { fill: var(--ours); opacity: .45; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; margin: .5rem 0; } caption { text-align: start; color: var(--soft); font-size: .9rem; }
th, td { text-align: start; padding: .2rem .9rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td { font-variant-numeric: tabular-nums; white-space: nowrap; } th { font-weight: 500; min-width: 6rem; }
details { margin: .5rem 0; } summary { cursor: pointer; }
.example { background: var(--card); border-radius: .5rem; padding: .5rem .7rem; margin: .5rem 0; }
.example dt { color: var(--soft); font-size: .85rem; } .example dd { margin: 0 0 .25rem; white-space: pre-wrap; }
@media print { details > summary { display: none; } }
"""
