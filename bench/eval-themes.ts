/** How often a suggested theme is the right one, by threshold, and how long ten thousand comments take. */
import { suggestThemes } from '../server/similarity/index.js'
import { labelled } from '../test/similarity/topics.js'

for (const members of [3, 10, 40]) {
  const { members: known, asked, themeOf } = labelled({ members, asked: 2_000, seed: 11 })
  const about = asked.filter(one => themeOf.get(one.id) !== 0).length
  for (const threshold of [0.12, 0.2, 0.25, 0.3]) {
    const found = suggestThemes(known, asked, threshold)
    const right = [...found].filter(([id, [first]]) => themeOf.get(id) === first!.theme).length
    console.log(
      `${members} comments a theme, threshold ${threshold}: ` +
        `precision ${(right / found.size).toFixed(3)} (${right} of ${found.size}), recall ${(right / about).toFixed(3)}`,
    )
  }
}
const { members, asked } = labelled({ members: 333, asked: 8_002, seed: 5 })
const started = performance.now()
suggestThemes(members, asked)
console.log(`${members.length + asked.length} comments: ${Math.round(performance.now() - started)} ms`)
