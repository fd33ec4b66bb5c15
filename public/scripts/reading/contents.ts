/** As in parts/reading.css: from here on they stand beside the text. */
const BESIDE = '(min-width: 84rem)'

/** The contents follow: the section that is being read is marked, and kept in sight where they scroll by themselves. */
export function followContents(contents: HTMLElement, draft: HTMLElement): void {
  const folded = contents.querySelector('details')
  if (folded && matchMedia(BESIDE).matches) folded.open = true
  const links = new Map(
    [...contents.querySelectorAll<HTMLAnchorElement>('a[href*="#"]')].map(link => [
      decodeURIComponent(link.hash.slice(1)),
      link,
    ]),
  )
  const headings = [...draft.querySelectorAll<HTMLElement>('.kind-heading')].filter(heading => links.has(heading.id))
  let marked: HTMLAnchorElement | undefined

  const mark = () => {
    const reading = headings.filter(heading => heading.getBoundingClientRect().top < innerHeight / 5).at(-1)
    const link = reading && links.get(reading.id)
    if (link === marked) return
    marked?.removeAttribute('aria-current')
    link?.setAttribute('aria-current', 'location')
    marked = link
    if (!link || contents.scrollHeight <= contents.clientHeight) return
    contents.scrollTop = link.offsetTop - contents.clientHeight / 2
  }
  const watcher = new IntersectionObserver(mark, { rootMargin: '0px 0px -80% 0px' })
  for (const heading of headings) watcher.observe(heading)
}
