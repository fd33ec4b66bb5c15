/** The marks of themes, 1 to 8; each has a colour too (public/styles/themes.css), and is told apart without it. */
export const MARKS = ['●', '■', '▲', '◆', '★', '✚', '⬟', '⬢'] as const

export interface Mark {
  value: number
  shape: string
}

export const markOf = (value: number): Mark => ({ value, shape: MARKS[value - 1] ?? MARKS[0] })
