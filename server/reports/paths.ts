/** Where the pages of a report are. */
export const reportPath = (slug: string) => `/reports/${slug}`

export const versionPath = (slug: string, number: number) => `/reports/${slug}/v/${number}`

/** The page of one paragraph; its slug may hold any letter (`第一章-2`). */
export const paragraphPath = (slug: string, number: number, paragraphSlug: string) =>
  `${versionPath(slug, number)}/p/${encodeURIComponent(paragraphSlug)}`
