/** The report's one style sheet; it follows the reader's light or dark setting. */
export const STYLE = `
:root{color-scheme:light dark;--bg:#fbfbfa;--card:#fff;--ink:#1d2329;--soft:#5d6b78;--line:#e2e6ea;--after:#1f6f8b;--before:#b9c4cd;--alarm:#c4553b;--good:#2f855a;--kept:#9fb3c2;--opened:#1f6f8b;--closed:#e0a08f}
@media (prefers-color-scheme:dark){:root{--bg:#14181c;--card:#1c2228;--ink:#e6eaee;--soft:#9aa7b3;--line:#2d353d;--after:#58b4d1;--before:#48545f;--alarm:#e5806a;--good:#68c493;--kept:#5d7080;--opened:#58b4d1;--closed:#a8604f}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
main{max-width:980px;margin:0 auto;padding:28px 20px 60px}h1{font-size:26px;margin:0 0 4px}h2{font-size:19px;margin:36px 0 6px}
p{margin:6px 0}.soft{color:var(--soft)}.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(150px,1fr));gap:10px;margin:18px 0}
.card{background:var(--card);border:1px solid var(--line);border-radius:8px;padding:10px 14px}.card b{display:block;font-size:21px}.card span{color:var(--soft);font-size:13px}
.chart{width:100%;height:auto;background:var(--card);border:1px solid var(--line);border-radius:8px}.matrix{background:var(--card);display:block}
.label,.value,.tick,.marktext{fill:var(--ink);font:11px system-ui,sans-serif}.tick{font-size:9px}.value,.marktext{fill:var(--soft)}
.before{fill:none;stroke:var(--before);stroke-width:1.5}.after{fill:var(--after)}.after.alarm{fill:var(--alarm)}.mark{stroke:var(--alarm);stroke-dasharray:3 3}
.kept{fill:var(--kept)}.opened{fill:var(--opened)}.closed{fill:none;stroke:var(--closed);stroke-width:1.5}
.legend{display:flex;gap:18px;flex-wrap:wrap;color:var(--soft);font-size:13px;margin:6px 0}.legend i{display:inline-block;width:11px;height:11px;margin-right:6px;border-radius:2px;vertical-align:-1px}
.scroll{overflow:auto;max-height:640px;border:1px solid var(--line);border-radius:8px;background:var(--card)}
table{border-collapse:collapse;width:100%;font-size:13px}th,td{padding:5px 10px;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}th{position:sticky;top:0;background:var(--card);color:var(--soft);font-weight:600}
.n{text-align:right;font-variant-numeric:tabular-nums}.n,.u{white-space:nowrap}.alarmbox{border-left:4px solid var(--alarm);padding:8px 14px;background:var(--card);margin:10px 0}
`;
