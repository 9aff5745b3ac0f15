/** How a client slows itself down: what `RateLimit` says is left of the hour, and how many calls run at a time. */

/** Where the hour lasts longer the call is made, and the server's 429 is the caller's to hear. */
const LONGEST_PACE_SECONDS = 120;
const ALL_CALLS = "hour";
const ITEM = /^"([^"]*)"((?:;[a-z]+=[0-9]{1,12})*)$/;

export interface Group {
  readonly limit: number | null;
  readonly remaining: number;
  readonly seconds: number;
}

/** What `RateLimit-Policy` and `RateLimit` say; a part that says nothing is left out. */
export function groupsOf(policy: string, state: string): Map<string, Group> {
  const limits = new Map(items(policy).map(([name, said]) => [name, said.get("q")]));
  const groups = new Map<string, Group>();
  for (const [name, said] of items(state)) {
    const [remaining, seconds] = [said.get("r"), said.get("t")];
    if (remaining !== undefined && seconds !== undefined) {
      groups.set(name, { limit: limits.get(name) ?? null, remaining, seconds });
    }
  }
  return groups;
}

function items(text: string): [string, Map<string, number>][] {
  return text.split(",").flatMap((one) => {
    const found = ITEM.exec(one.trim());
    const said = [...(found?.[2] ?? "").matchAll(/;([a-z]+)=([0-9]+)/g)];
    return found ? [[found[1] ?? "", new Map(said.map((pair) => [pair[1] ?? "", Number(pair[2])]))]] : [];
  });
}

/** When the next call may be made; shared by all calls of a client. */
export class Pace {
  private freeAt = 0;

  hear(headers: Headers): void {
    const group = groupsOf(headers.get("ratelimit-policy") ?? "", headers.get("ratelimit") ?? "").get(ALL_CALLS);
    if (group) {
      this.freeAt = group.remaining === 0 ? performance.now() + group.seconds * 1000 : 0;
    }
  }

  /** To wait before the next call; 0 too where it would be too long. */
  seconds(): number {
    const left = (this.freeAt - performance.now()) / 1000;
    return left > 0 && left <= LONGEST_PACE_SECONDS ? left : 0;
  }
}

/** Lets so many through at a time, in the order in which they came. */
export class Semaphore {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  /** Resolves to what gives the place back. Rejects with the signal's reason. */
  async enter(signal?: AbortSignal): Promise<() => void> {
    signal?.throwIfAborted();
    if (this.free > 0) {
      this.free -= 1;
    } else {
      await this.turn(signal);
    }
    let left = false;
    return () => {
      if (!left) {
        left = true;
        this.leave();
      }
    };
  }

  private turn(signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const go = (): void => {
        signal?.removeEventListener("abort", stop);
        resolve();
      };
      const stop = (): void => {
        this.waiting.splice(this.waiting.indexOf(go), 1);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener("abort", stop, { once: true });
      this.waiting.push(go);
    });
  }

  private leave(): void {
    const next = this.waiting.shift();
    if (next) {
      next();
    } else {
      this.free += 1;
    }
  }
}

/** Rejects with the signal's reason when that comes first. */
export function sleep(seconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, seconds * 1000);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
