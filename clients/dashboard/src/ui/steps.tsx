// SPDX-License-Identifier: Apache-2.0
// Required and held ★ as two steps over time: where the line of what is held lies below that of what
// is required, the ground between them is coloured. The same as a table for those who do not see it.
import type { UseQueryResult } from '@tanstack/preact-query'
import { scaleLinear, scaleTime } from 'd3-scale'
import { area, curveStepAfter, line } from 'd3-shape'
import { addMonths, parseISO } from 'date-fns'
import type { Schemas } from '../api'
import { dayText, language, shortDayText, words } from '../words'
import { Loaded } from './loaded'
import { Star } from './status'

type Step = { from: string | null; star: number | null; note?: string }
type Point = { at: Date; star: number }
type Props = { required: Step[]; held: Step[]; today: string; due?: (string | null)[] }

const WIDTH = 760
const HEIGHT = 210
const LEFT = 40
const RIGHT = 14
const TOP = 14
const BOTTOM = 28

// From the first change, or half a year back, to the last, or a year ahead.
function span({ required, held, today, due = [] }: Props): [Date, Date] {
  const now = parseISO(today)
  const days = [...[...required, ...held].map((step) => step.from), ...due].flatMap((day) => (day ? [parseISO(day)] : []))
  const first = Math.min(addMonths(now, -6).getTime(), ...days.map((day) => day.getTime()))
  const last = Math.max(addMonths(now, 12).getTime(), ...days.map((day) => addMonths(day, 3).getTime()))
  return [new Date(first), new Date(last)]
}

function points(steps: Step[], [first, last]: [Date, Date]): Point[] {
  const found = steps.map((step) => ({ at: step.from ? parseISO(step.from) : first, star: step.star ?? 0 }))
  return [...found, { at: last, star: found.at(-1)?.star ?? 0 }]
}

function starOn(steps: Point[], at: Date): number {
  return steps.filter((point) => point.at <= at).at(-1)?.star ?? 0
}

function Steps(props: Props) {
  const text = words().buyer.chart
  const range = span(props)
  const required = points(props.required, range)
  const held = points(props.held, range)
  const x = scaleTime(range, [LEFT, WIDTH - RIGHT])
  const top = Math.min(5, Math.max(2, ...[...required, ...held].map((point) => point.star)) + 1)
  const dues = [...new Set(props.due ?? [])].filter((day) => day !== null)
  const y = scaleLinear([0, top], [HEIGHT - BOTTOM, TOP])
  const drawn = line<Point>(
    (point) => x(point.at),
    (point) => y(point.star),
  ).curve(curveStepAfter)
  const days = [...new Set([...required, ...held].map((point) => point.at.getTime()))].sort((a, b) => a - b).map((at) => new Date(at))
  const between = area<Date>(
    (at) => x(at),
    (at) => y(starOn(held, at)),
    (at) => y(Math.max(starOn(required, at), starOn(held, at))),
  ).curve(curveStepAfter)
  const month = new Intl.DateTimeFormat(language.value, { year: 'numeric', month: 'short' })
  const now = x(parseISO(props.today))
  return (
    <figure class="steps">
      <figcaption>
        <span class="key key-required">{text.required}</span>
        <span class="key key-held">{text.held}</span>
        <span class="key key-missing">{text.missing}</span>
        {dues.length > 0 && <span class="key key-due">{text.due}</span>}
      </figcaption>
      <div class="scroll" tabIndex={0} role="region" aria-label={text.caption}>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
          {Array.from({ length: top + 1 }, (_, star) => (
            <g key={star} class="grid">
              <line x1={LEFT} x2={WIDTH - RIGHT} y1={y(star)} y2={y(star)} />
              <text x={LEFT - 8} y={y(star) + 4} text-anchor="end">
                {star === 0 ? '–' : `★${star}`}
              </text>
            </g>
          ))}
          {x.ticks(6).map((tick) => (
            <text key={tick.getTime()} class="tick" x={x(tick)} y={HEIGHT - 8} text-anchor="middle">
              {month.format(tick)}
            </text>
          ))}
          <path class="missing" d={between(days) ?? ''} />
          <path class="line-required" d={drawn(required) ?? ''} />
          <path class="line-held" d={drawn(held) ?? ''} />
          {dues.map((day) => (
            <g key={day}>
              <line class="due" x1={x(parseISO(day))} x2={x(parseISO(day))} y1={TOP} y2={HEIGHT - BOTTOM} />
              <text class="due-text" x={x(parseISO(day)) + 4} y={HEIGHT - BOTTOM - 6}>
                {shortDayText(day)}
              </text>
            </g>
          ))}
          <line class="now" x1={now} x2={now} y1={TOP} y2={HEIGHT - BOTTOM} />
          <text class="now-text" x={now + 4} y={TOP + 8}>
            {text.today}
          </text>
        </svg>
      </div>
      <details>
        <summary>{text.caption}</summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{text.from}</th>
              <th scope="col">{text.what}</th>
              <th scope="col">★</th>
            </tr>
          </thead>
          <tbody>
            {[
              ...props.required.map((step) => ({ ...step, what: text.required })),
              ...dues.map((day): Step & { what: string } => ({ from: day, star: null, what: text.due })),
              ...props.held.map((step) => ({ ...step, what: text.held })),
            ]
              .sort((a, b) => (a.from ?? '').localeCompare(b.from ?? ''))
              .map((step) => (
                <tr key={step.what + step.from}>
                  <td>{step.from ? dayText(step.from) : text.beginning}</td>
                  <td>{step.what}</td>
                  <td>
                    {step.what !== text.due && <Star star={step.star} />} {step.note}
                  </td>
                </tr>
              ))}
          </tbody>
        </table>
      </details>
    </figure>
  )
}

export function Timeline(props: { query: UseQueryResult<Schemas['Timeline']>; today: string }) {
  return (
    <section class="card wide-card">
      <h2>{words().buyer.chart.title}</h2>
      <Loaded query={props.query}>
        {(found) => (
          <Steps
            today={props.today}
            due={found.requirement.map((step) => step.due_on)}
            required={found.requirement.map((step) => ({ from: step.from, star: step.required_star }))}
            held={found.held.map((step) => ({
              from: step.from,
              star: step.held_star,
              ...(step.held_assurance && { note: words().level[step.held_assurance] }),
            }))}
          />
        )}
      </Loaded>
    </section>
  )
}
