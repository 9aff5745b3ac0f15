"""The look of report.html: plain, dark where the reader's system is, and in paper's colours when printed."""

CSS = """
:root { color-scheme: light dark; --ink: #1a1d21; --soft: #545b64; --paper: #fff; --card: #f4f5f7; --line: #d5d9de;
  --kept: #2f6db5; --removed: #8a6100; --rejected: #b3261e; --warning: #7a5200; --error: #a3211a; }
@media screen and (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --soft: #aab1ba; --paper: #15181c; --card: #1f2329; --line: #3a4048;
    --kept: #7fb2ef; --removed: #e3b34d; --rejected: #f2908a; --warning: #e3b34d; --error: #f6a09a; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 56rem; font: 16px/1.5 system-ui, sans-serif; color: var(--ink);
  background: var(--paper); overflow-wrap: anywhere; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.25rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
p { margin: .25rem 0; } .soft { color: var(--soft); }
.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: .75rem; margin: 1.25rem 0; padding: 0; }
.facts div { background: var(--card); border-radius: .5rem; padding: .6rem .8rem; }
.facts dt { color: var(--soft); font-size: .85rem; } .facts dd { margin: 0; font-size: 1.15rem; font-weight: 600; }
.warnings { list-style: none; padding: 0; }
.warnings li { border-left: 4px solid var(--warning); background: var(--card); padding: .5rem .8rem; margin: .5rem 0; }
.warnings .error { border-color: var(--error); } .warnings b { color: var(--warning); } .warnings .error b { color: var(--error); }
figure { margin: .75rem 0 1.25rem; } svg { width: 100%; height: auto; display: block; }
svg text { font: 13px system-ui, sans-serif; fill: var(--ink); } svg .label { text-anchor: end; } svg .end { text-anchor: end; }
svg .kept { fill: var(--kept); } svg .removed { fill: var(--removed); } svg .rejected { fill: var(--rejected); }
svg .number { fill: var(--soft); }
table { border-collapse: collapse; margin: .5rem 0; } caption { text-align: start; color: var(--soft); font-size: .9rem; }
th, td { text-align: start; padding: .2rem .9rem .2rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td { font-variant-numeric: tabular-nums; overflow-wrap: normal; } td code { overflow-wrap: anywhere; } th { font-weight: 500; }
summary { cursor: pointer; color: var(--soft); }
pre { white-space: pre-wrap; background: var(--card); border-radius: .5rem; padding: .8rem; font-size: .85rem; }
code { font-size: .85em; }
@media print { details > summary { display: none; } }
"""
