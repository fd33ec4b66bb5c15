/**
 * Languages that nobody speaks, made of the English messages so that a test, or an eye, sees what is not a message: letters
 * with accents, a third longer, in brackets. `qps` reads from left to right, `qpr` from right to left.
 */
export const pseudoLanguages: readonly string[] = ['qps', 'qpr']

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const ACCENTED = [...'áƀçđéƒğĥíĵķľɱńóþɋŕšťúṽŵẋýžÁƁÇĐÉƑĞĤÍĴĶĽṀŃÓÞɊŔŠŤÚṼŴẊÝŽ']
const LONGER = 0.3
const FORMS = ['zero', 'one', 'two', 'few', 'many']

/** Messages, nested as in their files, in the pseudo-language; placeholders and markup stay as they are. */
export function pseudo(messages: Record<string, unknown>): Record<string, unknown> {
  const made = Object.entries(messages).flatMap(([key, value]): [string, unknown][] => {
    if (typeof value !== 'string') return [[key, pseudo(value as Record<string, unknown>)]]
    const text = pseudoText(value)
    if (!key.endsWith('_other')) return [[key, text]]
    // Which forms a language that nobody speaks has, depends on the machine.
    return [...FORMS.map((form): [string, string] => [key.replace(/other$/, form), text]), [key, text]]
  })
  return Object.fromEntries(made)
}

function pseudoText(text: string): string {
  const accented = text
    .split(/(\{\{[^}]*\}\}|<[^>]*>|&\w+;)/)
    .map((part, index) =>
      index % 2 === 1 ? part : part.replace(/[a-z]/gi, letter => ACCENTED[PLAIN.indexOf(letter)]!),
    )
    .join('')
  return `⟦${accented}${'·'.repeat(Math.ceil(text.length * LONGER))}⟧`
}
