// SPDX-License-Identifier: Apache-2.0
// English of a count of one: no “1 suppliers”, no “1 supplier are”.
import { describe, expect, it } from 'vitest'
import * as buyer from '../src/words/en/buyer'
import { en } from '../src/words/en/common'
import * as organisation from '../src/words/en/organisation'
import * as people from '../src/words/en/people'
import * as portfolio from '../src/words/en/portfolio'
import * as supplier from '../src/words/en/supplier'

type Said = (...given: unknown[]) => unknown

const NOT_OF_SEVERAL = 'is|was|has|this|its|as|does|less|plus'
const SEVERAL = new RegExp(`\\b1 (?:(?!(?:${NOT_OF_SEVERAL})\\b)[a-z]+s|criteria|people|others|have|are|were|do)\\b`)
const SEVERAL_SUPPLIERS = /\b1 supplier (?:that )?(?:have|are|were|do|need|meet)\b/

function functionsOf(words: object, above: string): [string, Said][] {
  return Object.entries(words).flatMap(([name, value]: [string, unknown]): [string, Said][] => {
    if (typeof value === 'function') return [[`${above}.${name}`, value as Said]]
    return typeof value === 'object' && value !== null ? functionsOf(value, `${above}.${name}`) : []
  })
}

// A count comes as a number, or as the text of one: what is said well of either is said well.
function saidOf({ length }: Said): unknown[][] {
  return [...Array(2 ** length).keys()].map((way) => [...Array(length).keys()].map((place) => ((way >> place) & 1 ? '1' : 1)))
}

// What is named, and no count: a verb may follow.
const NAMES = /^(name|buyer|kept|other|one|two|code)$/

function counts(say: Said): boolean {
  const [, given = ''] = /^\(?([^()=]*)\)?\s*=>/.exec(say.toString()) ?? []
  return !given.split(',').some((name) => NAMES.test(name.trim()))
}

function said(say: Said, given: unknown[]): string {
  try {
    return String(say(...given))
  } catch {
    return '' // of a list, and of no count
  }
}

const all = Object.entries({ en, buyer: buyer.en, organisation: organisation.en, people: people.en, portfolio: portfolio.en, supplier: supplier.en })
const functions = all.flatMap(([name, words]) => functionsOf(words, name)).filter(([, say]) => counts(say))

describe('English of one', () => {
  it('finds what is said of several', () => {
    for (const wrong of ['1 suppliers', 'the 1 criteria that', '1 others', '1 attempts']) expect(wrong).toMatch(SEVERAL)
    for (const wrong of ['1 supplier have', 'the 1 supplier that have']) expect(wrong).toMatch(SEVERAL_SUPPLIERS)
    expect('1 is, 1 supplier is, 21 suppliers').not.toMatch(SEVERAL)
  })

  it.each(functions)('%s', (_, say) => {
    const texts = saidOf(say).map((given) => said(say, given))
    expect(texts.find((text) => !SEVERAL.test(text)) ?? texts[0]).not.toMatch(SEVERAL)
    expect(said(say, Array(say.length).fill('1 supplier'))).not.toMatch(SEVERAL_SUPPLIERS)
  })
})
