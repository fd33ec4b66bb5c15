import type { Browser } from '../app.js'

export interface SignInMail {
  /** The path of the page with the button. */
  link: string
  code: string
}

/** Asks for a sign-in mail as a visitor does, and finds it in the outbox. The browser is then on the code's page. */
export async function askForMail(browser: Browser, email: string, continueTo?: string): Promise<SignInMail> {
  await browser.get(continueTo === undefined ? '/sign-in' : `/sign-in?continue=${encodeURIComponent(continueTo)}`)
  await browser.post('/sign-in', { email, ...(continueTo !== undefined && { continue: continueTo }) })
  const mail = await newestMail(browser)
  await browser.get('/sign-in/code')
  return mail
}

/** The newest sign-in mail of the outbox. */
export async function newestMail(browser: Browser): Promise<SignInMail> {
  const { body } = await browser.get('/outbox')
  const link = /href="(\/sign-in\/[\w-]{43})"/.exec(body)?.[1]
  const code = /\b[0-9]{6}\b/.exec(body.slice(body.indexOf('<article')))?.[0]
  if (link === undefined || code === undefined) throw new Error('there is no sign-in mail in the outbox')
  return { link, code }
}

/** Signs in by the mail's link, and answers the first questions if they are asked. */
export async function signIn(browser: Browser, email: string): Promise<void> {
  const { link } = await askForMail(browser, email)
  await browser.get(link)
  const answer = await browser.post(link)
  if (!String(answer.headers.location).startsWith('/account/welcome')) return
  await browser.get('/account/welcome')
  await browser.post('/account/welcome', { name: email.split('@')[0]!, group: 'government', country: 'KE' })
}

/** Why something was refused. */
export function refusal(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => new Error('it was not refused'),
    (error: unknown) => error,
  )
}
