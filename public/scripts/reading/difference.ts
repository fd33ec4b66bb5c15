/** Above this many pairs of words, the middle that differs is shown as one change. */
const MOST_PAIRS = 400_000

/** The words that were taken out and put in, for looking at while typing; the server makes the one that counts. */
export function showDifference(into: Element, before: string, after: string): void {
  const a = before.split(/(?<=\s)/)
  const b = after.split(/(?<=\s)/)
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let end = 0
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++
  const old = a.slice(start, a.length - end)
  const new_ = b.slice(start, b.length - end)
  into.replaceChildren(a.slice(0, start).join(''))
  for (const [tag, text] of old.length * new_.length > MOST_PAIRS ? whole(old, new_) : changes(old, new_)) {
    if (!tag) into.append(text)
    else into.append(Object.assign(document.createElement(tag), { textContent: text }))
  }
  into.append(a.slice(a.length - end).join(''))
}

type Change = ['ins' | 'del' | '', string]

const whole = (a: string[], b: string[]): Change[] => [
  ['del', a.join('')],
  ['ins', b.join('')],
]

/** By the longest common subsequence of words. */
function changes(a: string[], b: string[]): Change[] {
  const width = b.length + 1
  const common = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] =
        a[i] === b[j]
          ? common[(i + 1) * width + j + 1]! + 1
          : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!)
  const found: Change[] = []
  const add = (tag: Change[0], word: string) => {
    const last = found.at(-1)
    if (last?.[0] === tag) last[1] += word
    else found.push([tag, word])
  }
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && a[i] === b[j]) {
      add('', a[i++]!)
      j++
    } else if (j >= b.length || (i < a.length && common[(i + 1) * width + j]! >= common[i * width + j + 1]!))
      add('del', a[i++]!)
    else add('ins', b[j++]!)
  }
  return found
}
