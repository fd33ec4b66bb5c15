import { spawn } from 'node:child_process'
import { chown, lchown, mkdir, readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type Binaries, catalogueSource, program } from './binaries.js'

/**
 * Who runs PostgreSQL. It refuses to be root, which in containers and on small servers the application often is:
 * then it runs in a user namespace, where root's own files belong to an ordinary user, or where the kernel or the
 * container forbids that, as an unprivileged user of the machine.
 */
export type Account =
  | { kind: 'self' }
  | { kind: 'namespace' }
  | { kind: 'user'; name: string; uid: number; gid: number }

/** Ways to run as another than root, in the order in which they are tried. */
export type WayForRoot = 'namespace' | 'user'
export const WAYS_FOR_ROOT: readonly WayForRoot[] = ['namespace', 'user']

/** Accounts meant for running servers; `nobody` is everywhere, also in the smallest containers. */
const UNPRIVILEGED = ['postgres', '_postgres', 'node', 'nobody']
const IN_NAMESPACE = ['--user', '--map-user=1000', '--map-group=1000', '--']

export const isRoot = () => process.getuid?.() === 0

/** How to spawn a program so that this account runs it; Node changes the user before the program begins. */
export function commandAs(account: Account, file: string, args: readonly string[]) {
  switch (account.kind) {
    case 'self':
      return { file, args: [...args], identity: {} }
    case 'namespace':
      // unshare replaces itself by the program, which so keeps the process id that Node knows.
      return { file: 'unshare', args: [...IN_NAMESPACE, file, ...args], identity: {} }
    case 'user':
      return { file, args: [...args], identity: { uid: account.uid, gid: account.gid } }
  }
}

/** For the line on the console; empty when there is nothing to say. */
export function describe(account: Account): string {
  switch (account.kind) {
    case 'self':
      return ''
    case 'namespace':
      return ', in a user namespace because it refuses to run as root'
    case 'user':
      return `, as the user ${account.name} because it refuses to run as root`
  }
}

/**
 * The accounts that may run a cluster, best first. Root prefers the owner of `folder`, which is the cluster or the
 * place where it will be made: a single start with sudo must not shut that person out.
 */
export async function accountsFor(folder: string, ways: readonly WayForRoot[]): Promise<Account[]> {
  if (!isRoot()) return [{ kind: 'self' }]
  const users = await knownUsers()
  const { uid, gid } = await stat(folder)
  const owner: Account = { kind: 'user', name: users.find(user => user.uid === uid)?.name ?? String(uid), uid, gid }
  const accounts: Account[] = uid === 0 ? [] : [owner]
  for (const way of ways) {
    if (way === 'namespace') {
      if (await succeeds({ kind: 'namespace' }, ':')) accounts.push({ kind: 'namespace' })
    } else {
      for (const name of UNPRIVILEGED) {
        const user = users.find(user => user.name === name && user.uid !== 0)
        if (user) accounts.push({ kind: 'user', ...user })
      }
    }
  }
  return accounts
}

/** Whether the account gets as far as `folder`; root's home, for one, is closed to everybody else. */
export async function reaches(account: Account, folder: string): Promise<boolean> {
  return account.kind === 'self' || (await succeeds(account, 'cd -- "$1"', folder))
}

export async function canRun(account: Account, binaries: Binaries): Promise<boolean> {
  if (account.kind === 'self') return true
  return succeeds(account, '[ -x "$1" ] && [ -r "$2" ]', program(binaries, 'postgres'), catalogueSource(binaries))
}

/** Makes the account the owner of `path` and of everything in it, if it is not yet. Only root has this to do. */
export async function handOver(path: string, account: Account): Promise<void> {
  if (!isRoot()) return
  const { uid, gid } = account.kind === 'user' ? account : { uid: 0, gid: 0 }
  if ((await stat(path)).uid === uid) return
  for (const name of await readdir(path, { recursive: true })) await lchown(join(path, name), uid, gid)
  // Last, because a handover that was cut short is recognised by the owner of the folder.
  await chown(path, uid, gid)
}

/**
 * Makes the folder and those above it, if they are missing. What root makes belongs to the owner of the folder that it
 * was made in, so that a single start with sudo leaves nothing behind that its owner cannot use.
 */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true })
  if (!first || !isRoot()) return
  const { uid, gid } = await stat(dirname(first))
  for (let made = path; made.length >= first.length; made = dirname(made)) await chown(made, uid, gid)
}

/** Asks by trying, as access lists, mounts and security modules have a say too. */
function succeeds(account: Account, script: string, ...parameters: string[]): Promise<boolean> {
  const { file, args, identity } = commandAs(account, '/bin/sh', ['-c', script, 'sh', ...parameters])
  return new Promise(resolve => {
    const child = spawn(file, args, { ...identity, cwd: '/', stdio: 'ignore' })
    child.on('error', () => resolve(false))
    child.on('exit', code => resolve(code === 0))
  })
}

async function knownUsers() {
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '')
  return passwd.split('\n').flatMap(line => {
    const [name, , uid, gid] = line.split(':')
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}
