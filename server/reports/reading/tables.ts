/** How many rows at the top of a table are its head: those of header cells alone, unless that would be all of them. */
export function headRows(rows: readonly { html: string }[]): number {
  const first = rows.findIndex(({ html }) => html.includes('<td'))
  return first === -1 ? Math.min(1, rows.length - 1) : first
}

/** Header cells that do not say what they head are told. */
export function withScope(cells: string, scope: 'col' | 'row'): string {
  return cells.replace(/<th(?=[ >])(?![^>]* scope=)/g, `<th scope="${scope}"`)
}
