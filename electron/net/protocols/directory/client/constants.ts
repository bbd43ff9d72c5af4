/** One message from a directory, in bytes: 200 people with the longest records fit. */
export const messageBytes = 1024 * 1024

/** From the dial to the challenge, ms. */
export const openMs = 20_000

/** How long an answer may take, and how long one is asked for again while the directory says "too many", ms. */
export const answerMs = 5_000
export const patienceMs = 10_000

/** Requests on the way, and those that wait for their turn. */
export const inFlightMax = 16
export const queuedMax = 256

/** After the first answer of several directories the others have this long, ms; then their kept records speak. */
export const graceMs = 750

/** What a directory may push (not answers): at once, and per second; a longer one counts for each `pushBytes` of it. */
export const pushes = { burst: 3_000, perSecond: 200 }
export const pushBytes = 8 * 1024

/** A window in which one comes back at a random moment (full jitter): the first, how it grows, the widest, ms. */
export const firstWindowMs = 4_000
export const windowGrowth = 1.5
export const widestWindowMs = 300_000
/** The first window after the directory said that we are too many or too eager. */
export const unwelcomeWindowMs = 60_000

/** A session that lived this long was a good one: the windows begin anew, ms. */
export const goodSessionMs = 30_000

/** After a wake-up the open session must answer a ping in this time, ms. */
export const probeMs = 5_000

/** Changes of name, addresses and people within this time are told together, ms. */
export const settleMs = 250

/** A record is renewed at a random moment between these parts of its life. */
export const renewFrom = 0.5
export const renewTo = 0.75

/** A refused name is tried again at a random moment in this window, ms. */
export const refusedFromMs = 300_000
export const refusedToMs = 600_000

/** How far off this computer's clock may be by the directory's and still be put right, ms (a day: a wrong time zone is less). */
export const skewMax = 24 * 3_600_000

/** The directory's clock was read a network trip ago, ms. */
export const clockSlackMs = 10_000

/** Kept records: how many, in how many bytes, written how long after a change (ms), of how many directories each. */
export const keptMax = 5_000
export const keptBytes = 8 * 1024 * 1024
export const keptWriteMs = 5_000
export const tellersMax = 8

/** Directories at once. */
export const directoriesMax = 8
