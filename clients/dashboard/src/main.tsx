// SPDX-License-Identifier: Apache-2.0
import { QueryClientProvider } from '@tanstack/preact-query'
import { render } from 'preact'
import { App, fetchPage } from './app'
import { makeClient } from './queries'
import { ME } from './session'
import { askListAhead } from './suppliers/asked'
import { Failed } from './ui/boundary'
import { keepFocus } from './ui/heading'
import { fetchWords, language } from './words'
import './style.css'

document.documentElement.lang = language.value
keepFocus()

// All at once, what the rest waits for first: the words, who is there, the list of suppliers, and the code of the page.
// Whoever is not signed in is refused the list (401) and gets the code in vain, once: all others wait for one answer less.
const spoken = fetchWords(language.value)
const client = makeClient()
void client.prefetchQuery(ME)
// Whether somebody is signed in is not known yet: of nobody the list is refused, as ME is, and the code of the page waits for the sign-in.
askListAhead()
fetchPage(location.pathname)

const begin = () => (
  <QueryClientProvider client={client}>
    <App />
  </QueryClientProvider>
)
void spoken.then(begin, () => <Failed />).then((shown) => render(shown, document.getElementById('app')!))
