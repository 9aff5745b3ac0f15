/** SHA-256 of bytes that come piece by piece (FIPS 180-4): WebCrypto takes a whole file only. */

const BLOCK = 64;
const START = firstPrimes(8).map((prime) => fraction(prime ** (1 / 2)));
const ROUNDS = Uint32Array.from(firstPrimes(64), (prime) => fraction(Math.cbrt(prime)));

export class Sha256 {
  private readonly state = Uint32Array.from(START);
  private readonly words = new Uint32Array(64);
  private readonly block = new Uint8Array(BLOCK);
  private held = 0;
  private total = 0;

  update(piece: Uint8Array): void {
    this.total += piece.length;
    for (let at = 0; at < piece.length; ) {
      const taken = Math.min(BLOCK - this.held, piece.length - at);
      this.block.set(piece.subarray(at, at + taken), this.held);
      this.held += taken;
      at += taken;
      if (this.held === BLOCK) {
        this.mix();
        this.held = 0;
      }
    }
  }

  /** In hex; nothing can be added after it. */
  digest(): string {
    const bits = this.total * 8;
    this.update(Uint8Array.of(0x80));
    this.update(new Uint8Array((2 * BLOCK - 8 - this.held) % BLOCK));
    const length = new DataView(new ArrayBuffer(8));
    length.setUint32(0, Math.floor(bits / 2 ** 32));
    length.setUint32(4, bits >>> 0);
    this.update(new Uint8Array(length.buffer));
    return Array.from(this.state, (one) => one.toString(16).padStart(8, "0")).join("");
  }

  private mix(): void {
    const words = this.spread();
    let [a, b, c, d, e, f, g, h] = this.state as unknown as [number, number, number, number, number, number, number, number];
    for (let round = 0; round < 64; round += 1) {
      const upper = turned(e, 6) ^ turned(e, 11) ^ turned(e, 25);
      const first = (h + upper + ((e & f) ^ (~e & g)) + ROUNDS[round]! + words[round]!) | 0;
      const lower = turned(a, 2) ^ turned(a, 13) ^ turned(a, 22);
      const second = (lower + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((one, index) => (this.state[index]! += one));
  }

  private spread(): Uint32Array {
    const { words } = this;
    const view = new DataView(this.block.buffer);
    for (let index = 0; index < 16; index += 1) {
      words[index] = view.getUint32(index * 4);
    }
    for (let index = 16; index < 64; index += 1) {
      const [old, recent] = [words[index - 15]!, words[index - 2]!];
      const small = turned(old, 7) ^ turned(old, 18) ^ (old >>> 3);
      const large = turned(recent, 17) ^ turned(recent, 19) ^ (recent >>> 10);
      words[index] = words[index - 16]! + small + words[index - 7]! + large;
    }
    return words;
  }
}

function turned(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

function firstPrimes(count: number): number[] {
  const primes: number[] = [];
  for (let one = 2; primes.length < count; one += 1) {
    if (primes.every((prime) => one % prime !== 0)) {
      primes.push(one);
    }
  }
  return primes;
}

/** The first 32 bits behind the point. */
function fraction(value: number): number {
  return ((value % 1) * 2 ** 32) >>> 0;
}
