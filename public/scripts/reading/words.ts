/** The words that scripts show; the page brings them from the messages (templates/components/reading/words.hbs). */
export const words: DOMStringMap = document.getElementById('words')?.dataset ?? {}

export const formatNumber = (value: number): string =>
  new Intl.NumberFormat(document.documentElement.lang).format(value)

let region: HTMLElement | undefined

/** Says it to who cannot see it. The region is made beforehand: one that comes with its words is not read. */
export function announce(text = ''): void {
  region ??= document.body.appendChild(
    Object.assign(document.createElement('p'), { className: 'visually-hidden', role: 'status' }),
  )
  region.textContent = text
}

export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  properties: Partial<HTMLElementTagNameMap[K]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const made = Object.assign(document.createElement(tag), properties)
  made.append(...children)
  return made
}
