import { ApolloProvider } from '@apollo/client/react';
import { createRoot } from 'react-dom/client';
import { App } from './App';
import { createClient } from './client';
import { takeLtik } from './ltik';
import '@picocss/pico/css/pico.indigo.css';
import './style.css';

const ltik = takeLtik();
// A second launch in the same tab can be of another person.
window.addEventListener('hashchange', () => location.reload());

createRoot(document.getElementById('root')!).render(
  ltik ? (
    <ApolloProvider client={createClient(ltik)}>
      <App />
    </ApolloProvider>
  ) : (
    <p role="alert">Open this tool from your course. In the demo, open a link that the terminal shows.</p>
  ),
);
