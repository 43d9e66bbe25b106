// How buyers say to have heard of the shop: the taxonomy of marketing-channel.ts in words of people who
// never saw it.
import type { MarketingChannel } from "./marketing-channel.ts";

/** Asked by the survey, or told by a file; the answer is a channel, not a score. */
export const heardAbout = "heard-about";

/** In the order in which they are offered; whoever does not know leaves it. */
export const heardChoices = [
  ["organic-search", "heardSearch"],
  ["paid-search", "heardSearchAd"],
  ["organic-social", "heardSocial"],
  ["paid-social", "heardSocialAd"],
  ["display", "heardAd"],
  ["email", "heardEmail"],
  ["messaging", "heardMessage"],
  ["affiliate", "heardPartner"],
  ["referral", "heardFriend"],
  ["offline", "heardPrint"],
  ["pr", "heardPress"],
  ["pos", "heardShop"],
  ["direct", "heardKnown"],
] as const satisfies readonly (readonly [MarketingChannel, string])[];

export type HeardChannel = (typeof heardChoices)[number][0];
export type HeardWordName = "heard" | (typeof heardChoices)[number][1];
/** The question, then its choices. */
export const heardWordNames: readonly HeardWordName[] = [
  "heard",
  ...heardChoices.map(([, name]) => name),
];
export const heardChannels = heardChoices.map(([channel]) => channel);

const inOrder = (...words: string[]) =>
  Object.fromEntries(heardWordNames.map((name, at) => [name, words[at]])) as Record<
    HeardWordName,
    string
  >;

/** By language, in the order of the names. */
export const shippedHeard = {
  en: inOrder(
    "How did you hear about us?",
    ...["A search engine", "An advertisement in a search engine", "A post on social media"],
    ...["An advertisement on social media", "An advertisement on another website", "An e-mail"],
    ...["SMS or WhatsApp", "An influencer or partner", "A friend or another website"],
    ...["A catalogue, flyer, radio or TV", "A newspaper or magazine", "In a shop"],
    "I knew you already",
  ),
  de: inOrder(
    "Wie haben Sie von uns erfahren?",
    ...["Suchmaschine", "Anzeige in einer Suchmaschine", "Beitrag in sozialen Medien"],
    ...["Anzeige in sozialen Medien", "Anzeige auf einer anderen Website", "E-Mail"],
    ...["SMS oder WhatsApp", "Influencer oder Partner", "Freunde oder eine andere Website"],
    ...["Katalog, Flyer, Radio oder Fernsehen", "Zeitung oder Zeitschrift", "Im Geschäft"],
    "Ich kannte Sie schon",
  ),
  es: inOrder(
    "¿Cómo nos conoció?",
    ...["Un buscador", "Un anuncio en un buscador", "Una publicación en redes sociales"],
    ...["Un anuncio en redes sociales", "Un anuncio en otro sitio web", "Un correo electrónico"],
    ...["SMS o WhatsApp", "Un influencer o socio", "Un amigo u otro sitio web"],
    ...["Un catálogo, folleto, radio o televisión", "Un periódico o revista", "En una tienda"],
    "Ya los conocía",
  ),
  fr: inOrder(
    "Comment nous avez-vous connus ?",
    ...["Un moteur de recherche", "Une annonce dans un moteur de recherche"],
    ...["Une publication sur les réseaux sociaux", "Une annonce sur les réseaux sociaux"],
    ...["Une annonce sur un autre site", "Un e-mail", "SMS ou WhatsApp"],
    ...["Un influenceur ou partenaire", "Un ami ou un autre site"],
    ...["Un catalogue, un prospectus, la radio ou la télévision", "Un journal ou un magazine"],
    ...["En magasin", "Je vous connaissais déjà"],
  ),
  it: inOrder(
    "Come ci ha conosciuti?",
    ...["Un motore di ricerca", "Un annuncio in un motore di ricerca", "Un post sui social"],
    ...["Un annuncio sui social", "Un annuncio su un altro sito", "Un’e-mail"],
    ...["SMS o WhatsApp", "Un influencer o partner", "Un amico o un altro sito"],
    ...["Un catalogo, un volantino, radio o TV", "Un giornale o una rivista", "In un negozio"],
    "Vi conoscevo già",
  ),
  nl: inOrder(
    "Hoe hebt u van ons gehoord?",
    ...["Een zoekmachine", "Een advertentie in een zoekmachine", "Een bericht op sociale media"],
    ...["Een advertentie op sociale media", "Een advertentie op een andere website", "Een e-mail"],
    ...["Sms of WhatsApp", "Een influencer of partner", "Een vriend of een andere website"],
    ...["Een catalogus, folder, radio of tv", "Een krant of tijdschrift", "In een winkel"],
    "Ik kende u al",
  ),
};
