// Advertising platforms write the names of columns in the language of whoever exports. Here they are by the
// English name, in German, French, Spanish, Italian, Dutch and Portuguese, as the platforms' own help
// calls them; written plainly, because some exports come without accents.

const words: Readonly<Record<string, string>> = {
  Day: "Tag|Jour|Día|Dia|Giorno|Dag",
  date: "Datum|Fecha|Data",
  "By Day": "Nach Tag|Par jour|Por día|Por dia|Per giorno|Per dag",
  "Gregorian date": "Gregorianisches Datum|Date grégorienne|Fecha gregoriana|Data gregoriana",
  "Time period": "Zeitraum|Période|Período|Periodo|Tijdsperiode",
  "Reporting starts":
    "Berichtsstart|Berichtsbeginn|Début des rapports|Inicio del informe|Inizio dei report|" +
    "Inizio del report|Begin rapportage|Begin van de rapportage|Início dos relatórios",
  "Reporting ends":
    "Berichtsende|Fin des rapports|Fin del informe|Fine dei report|Fine del report|" +
    "Einde rapportage|Einde van de rapportage|Término dos relatórios|Fim dos relatórios",
  Campaign: "Kampagne|Campagne|Campaña|Campagna|Campanha",
  "Campaign name":
    "Kampagnenname|Name der Kampagne|Nom de la campagne|Nom de campagne|Nombre de la campaña|" +
    "Nombre de campaña|Nome della campagna|Nome campagna|Naam campagne|Campagnenaam|" +
    "Naam van campagne|Nome da campanha",
  "Campaign ID":
    "Kampagnen-ID|ID de la campagne|ID de campagne|Identifiant de la campagne|ID de la campaña|" +
    "ID de campaña|Identificador de la campaña|ID campagna|ID della campagna|Campagne-ID|" +
    "ID da campanha|Código da campanha",
  "Campaign type":
    "Kampagnentyp|Type de campagne|Tipo de campaña|Tipo di campagna|Tipo campagna|Campagnetype|" +
    "Tipo de campanha",
  "Account name":
    "Kontoname|Nom du compte|Nombre de la cuenta|Nombre de cuenta|Nome account|" +
    "Nome dell'account|Accountnaam|Nome da conta",
  Account: "Konto|Compte|Cuenta|Conta",
  "Currency code":
    "Währungscode|Code de devise|Code devise|Código de moneda|Codice valuta|Valutacode|" +
    "Código da moeda|Código de moeda",
  currency: "Währung|Devise|Moneda|Divisa|Valuta|Moeda",
  Cost: "Kosten|Coût|Coûts|Coste|Costo|Custo",
  "Total cost": "Gesamtkosten|Coût total|Coste total|Costo total|Costo totale|Totale kosten",
  Spend: "Ausgaben|Dépenses|Dépense|Gasto|Inversión|Spesa|Uitgaven|Gastos",
  "Amount spent":
    "Ausgegebener Betrag|Montant dépensé|Importe gastado|Monto gastado|Importo speso|" +
    "Besteed bedrag|Uitgegeven bedrag|Valor usado|Valor gasto|Montante gasto",
  channel: "Kanal|Canal|Canale|Kanaal",
  amount: "Betrag|Montant|Importe|Importo|Bedrag|Valor|Montante",
};

const plain = (name: string) =>
  name
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .replace(/[’`]/g, "'")
    .replace(/\s+/g, " ")
    .trim()
    .toLowerCase();

const english = new Map(
  Object.entries(words).flatMap(([name, others]) =>
    others.split("|").map((other) => [plain(other), name] as const),
  ),
);

/** A column's English name, where it has one in another language; else as it stands. */
export const englishName = (name: string): string => english.get(plain(name)) ?? name;

/** The first three letters of months in these languages, English first, without accents. */
const monthWords = (
  "jan:jan,gen,ene feb:feb,fev mar:mar,mrz,maa,mae apr:apr,avr,abr may:may,mai,mei,mag " +
  "jun:jun,giu jul:jul,lug aug:aug,aou,ago sep:sep,set oct:oct,okt,ott,out nov:nov dec:dec,dez,dic"
)
  .split(" ")
  .map((month) => month.split(":")[1]?.split(",") ?? []);

/** 1 to 12 by a month's name, whole or short; 0 for any other word. */
export function monthNamed(word: string): number {
  const short = plain(word);
  // June and July in French begin alike.
  if (short.startsWith("juin")) return 6;
  if (short.startsWith("juil")) return 7;
  return monthWords.findIndex((names) => names.includes(short.slice(0, 3))) + 1;
}
