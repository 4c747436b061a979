// SPDX-License-Identifier: Apache-2.0
import { QueryClientProvider } from '@tanstack/preact-query'
import { render } from 'preact'
import { App } from './app'
import { makeClient } from './queries'
import { ME } from './session'
import { Failed } from './ui/boundary'
import { keepFocus } from './ui/heading'
import { fetchWords, language } from './words'
import './style.css'

document.documentElement.lang = language.value
keepFocus()

// Who is there is asked while the words are fetched.
const client = makeClient()
void client.prefetchQuery(ME)

const begin = () => (
  <QueryClientProvider client={client}>
    <App />
  </QueryClientProvider>
)
void fetchWords(language.value)
  .then(begin, () => <Failed />)
  .then((shown) => render(shown, document.getElementById('app')!))
