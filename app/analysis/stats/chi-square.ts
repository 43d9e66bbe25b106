// Upper tail of the chi-square distribution: Q(df ÷ 2, x ÷ 2), the incomplete gamma function by its series
// below its peak and by its continued fraction above (Abramowitz & Stegun 6.5.29 and 6.5.31; Lentz's way).

/** ln Γ of a half of a whole number ≥ 1. */
function logGammaOfHalf(twice: number): number {
  let log = twice % 2 === 0 ? 0 : Math.log(Math.PI) / 2;
  for (let at = twice % 2 === 0 ? 2 : 1; at < twice; at += 2) log += Math.log(at / 2);
  return log;
}

const precise = 1e-15;
const mostSteps = 1000;

/** P(X ≥ x) for a whole number of degrees of freedom ≥ 1. */
export function chiSquareTail(x: number, df: number): number {
  if (x <= 0) return 1;
  const [a, half] = [df / 2, x / 2];
  const front = Math.exp(a * Math.log(half) - half - logGammaOfHalf(df));
  if (half < a + 1) {
    let term = 1 / a;
    let sum = term;
    for (let n = 1; n < mostSteps && term > sum * precise; n += 1) sum += term *= half / (a + n);
    return 1 - front * sum;
  }
  let b = half + 1 - a;
  let c = Number.MAX_VALUE;
  let d = 1 / b;
  let fraction = d;
  for (let n = 1; n < mostSteps; n += 1) {
    const an = -n * (n - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    const step = c * d;
    fraction *= step;
    if (Math.abs(step - 1) < precise) break;
  }
  return front * fraction;
}
