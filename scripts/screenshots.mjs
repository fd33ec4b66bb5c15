/**
 * Pictures of all pages, for looking at: `node scripts/screenshots.mjs [FOLDER]` (dist/screenshots), wide, at 320 pixels, and dark.
 * They are taken of a server of its own with the sample data, in Chromium (CHROMIUM, else /usr/bin/chromium).
 */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { chromium } from 'playwright-core'

const root = fileURLToPath(new URL('..', import.meta.url))
const folder = resolve(process.argv[2] ?? join(root, 'dist/screenshots'))
const VERSION = '/reports/iot-security-by-design/v/2'

const LOOKS = {
  wide: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 320, height: 640 }, hasTouch: true },
  dark: { viewport: { width: 1024, height: 768 }, colorScheme: 'dark' },
}

/** Name → who looks, where, and what is done there first. */
const PICTURES = {
  home: { path: '/' },
  group: { path: '/working-groups/wg1' },
  report: { path: '/reports/iot-security-by-design' },
  reading: { path: VERSION },
  text: { path: `${VERSION}#p-2` },
  selection: { path: `${VERSION}#p-2`, act: selectWords },
  panel: { path: `${VERSION}#p-2`, act: openPanel },
  'panel-form': { who: 'author', path: `${VERSION}#p-2`, act: openForm },
  paragraph: { path: `${VERSION}/p/2-1` },
  carried: { path: `${VERSION}/p/4.2-1?comments=all` },
  changes: { path: `${VERSION}/changes` },
  whole: { path: `${VERSION}/p/report` },
  closed: { path: '/reports/iot-security-by-design/v/1' },
  comments: { path: '/reports/iot-security-by-design/comments' },
  'sign-in': { path: '/sign-in' },
  log: { path: '/moderation/log' },
  privacy: { path: '/privacy' },
  accessibility: { path: '/accessibility' },
  'not-found': { path: '/nothing' },
  account: { who: 'author', path: '/account' },
  profile: { who: 'author', path: '/account/profile' },
  'sign-ins': { who: 'author', path: '/account/sign-ins' },
  tokens: { who: 'author', path: '/account/tokens' },
  'your-data': { who: 'author', path: '/account/your-data' },
  queue: { who: 'chair', path: '/moderation?state=published' },
  'queue-empty': { who: 'chair', path: '/moderation' },
  manage: { who: 'coordinator', path: '/manage' },
  'manage-new': { who: 'coordinator', path: '/manage/new' },
  'manage-people': { who: 'coordinator', path: '/manage/people' },
  'manage-report': { who: 'coordinator', path: '/manage/reports/iot-security-by-design' },
  'manage-version': { who: 'coordinator', path: '/manage/reports/iot-security-by-design/v/2' },
  'manage-settle': { who: 'coordinator', path: '/manage/reports/iot-security-by-design/v/2/settle' },
  outbox: { path: '/outbox' },
}
const PEOPLE = { author: 'author@example.org', chair: 'chair@example.org', coordinator: 'coordinator@example.org' }

const dataDir = await mkdtemp(join(tmpdir(), 'consult-pictures-'))
const environment = { ...process.env, DATA_DIR: dataDir, PORT: '0', LIMITS: 'off', SAMPLE_DATA: 'on', NODE_ENV: '' }
await promisify(execFile)('node', ['scripts/build.mjs', '--if-stale'], { cwd: root })
const server = spawn('node', ['dist/main.js'], { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
try {
  const site = await addressOf(server)
  await mkdir(folder, { recursive: true })
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  })
  for (const [look, options] of Object.entries(LOOKS)) {
    for (const who of [undefined, ...Object.keys(PEOPLE)]) {
      const context = await browser.newContext({ ...options, baseURL: site })
      if (who) await signIn(context, PEOPLE[who])
      for (const [name, picture] of Object.entries(PICTURES))
        if (picture.who === who) await take(context, picture, join(folder, `${name}-${look}.png`))
      await context.close()
    }
  }
  await browser.close()
  console.log(`The pictures are in ${folder}`)
} finally {
  server.kill('SIGTERM')
  await once(server, 'exit')
  await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
}

async function take(context, { path, act }, file) {
  const page = await context.newPage()
  try {
    await page.goto(path)
    await act?.(page)
    // What is shown beside the text is a matter of the screen; a page by itself is shown whole.
    await page.screenshot({ path: file, fullPage: !act && !path.includes('#') })
  } catch (error) {
    console.error(`${path}: ${error.message}`)
  }
  await page.close()
}

/** The address that the server says once it is ready. */
async function addressOf({ stdout }) {
  for await (const line of createInterface(stdout)) {
    const address = /http:\/\/[\d.]+:\d+/.exec(line)
    if (address) return address[0]
  }
  throw new Error('The server did not start.')
}

async function signIn(context, email) {
  const { stdout } = await promisify(execFile)('node', ['dist/cli.js', 'sign-in-link', email, '--json'], {
    cwd: root,
    env: environment,
  })
  const page = await context.newPage()
  const { pathname, search } = new URL(JSON.parse(stdout).url)
  await page.goto(pathname + search)
  await page.locator('main form .button').click()
  await page.waitForLoadState()
  await page.close()
}

/** A paragraph in the midst of the text. */
function paragraph(page) {
  return page.locator('.draft .block:not(.kind-heading) p').nth(8)
}

async function selectWords(page) {
  await paragraph(page).scrollIntoViewIfNeeded()
  const { x, y, width } = await paragraph(page).boundingBox()
  await page.mouse.move(x + 4, y + 12)
  await page.mouse.down()
  await page.mouse.move(x + width * 0.7, y + 12, { steps: 5 })
  await page.mouse.up()
  await page.locator('.on-selection').waitFor()
}

async function openPanel(page) {
  await page.locator('.draft .comments:not(:empty)').nth(2).click()
  await page.locator('.panel .write').waitFor()
}

async function openForm(page) {
  await selectWords(page)
  await page.locator('.on-selection').click()
  await page.locator('.panel #body').fill('Ten years would be better, as many devices are built into houses.')
}
