/** The look of the HTML export. Colours have a contrast of 7:1 or more on their ground; nothing is told by colour alone. */
export const STYLE = `
:root{color-scheme:light;--ink:#1f2933;--quiet:#4a5866;--accent:#17456b;--line:#c3ccd5;--ground:#f1f4f7}
*{box-sizing:border-box}
body{margin:0 auto;padding:1.5rem 1rem 4rem;max-width:46rem;color:var(--ink);background:#fff;font:1rem/1.6 system-ui,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
h1,h2,h3,h4{line-height:1.25;color:var(--accent);text-wrap:balance}
h1{font-size:1.9rem;margin:0 0 1rem}
h2{font-size:1.4rem;margin:2.5rem 0 .5rem}
h3{font-size:1.15rem;margin:2rem 0 .4rem}
h4{font-size:1rem;margin:1.5rem 0 .3rem}
a{color:var(--accent)}
a:focus-visible{outline:3px solid #b45309;outline-offset:2px}
.about{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;gap:.2rem 1rem;margin:0 0 1.5rem}
dt{font-weight:600}dd{margin:0}
table{border-collapse:collapse;margin:0 0 1rem}
caption{text-align:start;font-weight:600;padding-bottom:.3rem}
th,td{text-align:start;padding-block:.25rem;padding-inline-end:1.5rem;border-bottom:1px solid var(--line);font-weight:400}
thead th,tfoot th,tfoot td{font-weight:600}
td{font-variant-numeric:tabular-nums;text-align:end}
nav ul{padding-inline-start:1.2rem}
nav span,.facts,.key{color:var(--quiet);font-size:.9rem}
.draft{background:var(--ground);color:var(--quiet);padding:.6rem .8rem;border-radius:.25rem;white-space:pre-line}
article{margin:1.2rem 0;padding-top:.6rem;border-top:1px solid var(--line)}
article>:is(h3,h4,h5,h6){font-size:1rem;font-weight:400;margin:0;color:var(--ink);text-wrap:wrap}
article p{margin:.4rem 0}
.depth-1{margin-inline-start:1.2rem}.depth-2{margin-inline-start:2.4rem}.depth-3{margin-inline-start:3.6rem}.depth-4{margin-inline-start:4.8rem}
blockquote{margin:.5rem 0;padding-inline-start:.8rem;border-inline-start:4px solid var(--line);color:var(--quiet);font-style:italic}
.label{font-weight:600}
.proposal{margin:.6rem 0}
ins{color:#14532d;text-decoration:underline;text-underline-offset:.15em}
del{color:#8b1a1a;text-decoration:line-through}
.tombstone{font-style:italic;color:var(--quiet)}
.response{margin:.8rem 0;padding:.1rem .8rem;border-inline-start:4px solid var(--accent);background:var(--ground)}
del+ins{margin-inline-start:.25em}
ins::before,ins::after,del::before,del::after{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media (max-width:30rem){.about{grid-template-columns:1fr}.about dd{margin-bottom:.5rem}.depth-1,.depth-2,.depth-3,.depth-4{margin-inline-start:.8rem}}
@media print{@page{size:A4;margin:18mm}body{max-width:none;padding:0;font-size:10pt}a{color:inherit;text-decoration:none}h2,h3,h4,h5,.label,.facts,.draft{break-after:avoid}.response,blockquote{break-inside:avoid}}
`
