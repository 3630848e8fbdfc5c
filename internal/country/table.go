package country

// table holds one line per country: the ISO 3166-1 alpha-2 code, then the
// spellings under which sanctions and export-control lists name it, the ISO short
// name first. Withdrawn codes (ISO 3166-3) stand for states that old entries name.
// XK is the user-assigned code in general use for Kosovo.
// Spellings are compared after folding, so that case, accents and punctuation do not matter.
const table = `
AD|Andorra
AE|United Arab Emirates|UAE|U A E|Emirates
AF|Afghanistan|Islamic Republic of Afghanistan
AG|Antigua and Barbuda|Antigua & Barbuda|Antigua
AI|Anguilla
AL|Albania
AM|Armenia
AN|Netherlands Antilles
AO|Angola
AQ|Antarctica
AR|Argentina
AS|American Samoa
AT|Austria
AU|Australia
AW|Aruba
AX|Åland Islands|Aland
AZ|Azerbaijan
BA|Bosnia and Herzegovina|Bosnia & Herzegovina|Bosnia-Herzegovina|Bosnia
BB|Barbados
BD|Bangladesh
BE|Belgium
BF|Burkina Faso
BG|Bulgaria
BH|Bahrain
BI|Burundi
BJ|Benin
BL|Saint Barthélemy|St Barthelemy
BM|Bermuda
BN|Brunei Darussalam|Brunei
BO|Bolivia|Bolivia, Plurinational State of|Bolivia (Plurinational State of)
BQ|Bonaire, Sint Eustatius and Saba|Bonaire
BR|Brazil|Brasil
BS|Bahamas|Bahamas, The|The Bahamas
BT|Bhutan
BW|Botswana
BY|Belarus|Republic of Belarus
BZ|Belize
CA|Canada
CC|Cocos (Keeling) Islands
CD|Congo, Democratic Republic of the|Democratic Republic of the Congo|Congo (Democratic Republic)|Congo (Democratic Republic of the)|DR Congo|DRC|Congo, The Democratic Republic of the|Zaire
CF|Central African Republic
CG|Congo|Congo, Republic of the|Republic of the Congo|Congo (Republic)
CH|Switzerland
CI|Côte d'Ivoire|Cote d Ivoire|Ivory Coast
CK|Cook Islands
CL|Chile
CM|Cameroon
CN|China|People's Republic of China|China, People's Republic of|P R China|P.R. of China|PRC|P R C|Peoples Republic of China|China (Mainland)|Mainland China
CO|Colombia
CR|Costa Rica
CS|Serbia and Montenegro|Serbia & Montenegro
CU|Cuba
CV|Cabo Verde|Cape Verde
CW|Curaçao
CX|Christmas Island
CY|Cyprus
CZ|Czechia|Czech Republic
DE|Germany|Federal Republic of Germany
DJ|Djibouti
DK|Denmark
DM|Dominica
DO|Dominican Republic
DZ|Algeria
EC|Ecuador
EE|Estonia
EG|Egypt
EH|Western Sahara
ER|Eritrea
ES|Spain
ET|Ethiopia
FI|Finland
FJ|Fiji
FK|Falkland Islands (Malvinas)|Falkland Islands
FM|Micronesia, Federated States of|Micronesia|Federated States of Micronesia|Micronesia (Federated States of)
FO|Faroe Islands
FR|France
GA|Gabon
GB|United Kingdom|United Kingdom of Great Britain and Northern Ireland|UK|U K|Great Britain|England|Scotland|Wales|Northern Ireland
GD|Grenada
GE|Georgia|Republic of Georgia
GF|French Guiana
GG|Guernsey
GH|Ghana
GI|Gibraltar
GL|Greenland
GM|Gambia|The Gambia|Gambia, The
GN|Guinea
GP|Guadeloupe
GQ|Equatorial Guinea
GR|Greece
GS|South Georgia and the South Sandwich Islands
GT|Guatemala
GU|Guam
GW|Guinea-Bissau
GY|Guyana
HK|Hong Kong|Hong Kong SAR|China, Hong Kong Special Administrative Region|Hong Kong (China)|Hong Kong, China|Hongkong|Hong Kong S A R
HM|Heard Island and McDonald Islands
HN|Honduras
HR|Croatia
HT|Haiti
HU|Hungary
ID|Indonesia
IE|Ireland|Republic of Ireland
IL|Israel
IM|Isle of Man|Man, Isle of
IN|India
IO|British Indian Ocean Territory
IQ|Iraq
IR|Iran|Iran (Islamic Republic of)|Iran, Islamic Republic of|Islamic Republic of Iran
IS|Iceland
IT|Italy
JE|Jersey
JM|Jamaica
JO|Jordan
JP|Japan
KE|Kenya
KG|Kyrgyzstan|Kyrgyz Republic
KH|Cambodia
KI|Kiribati
KM|Comoros
KN|Saint Kitts and Nevis|St Kitts & Nevis|St Kitts and Nevis|Saint Kitts & Nevis
KP|Korea, Democratic People's Republic of|Democratic People's Republic of Korea|Korea, North|North Korea|DPRK|D P R K|Korea (Democratic People's Republic of)
KR|Korea, Republic of|Republic of Korea|Korea, South|South Korea|Korea (Republic of)
KW|Kuwait
KY|Cayman Islands
KZ|Kazakhstan|Republic of Kazakhstan
LA|Lao People's Democratic Republic|Laos|Lao PDR
LB|Lebanon
LC|Saint Lucia|St Lucia
LI|Liechtenstein
LK|Sri Lanka
LR|Liberia
LS|Lesotho
LT|Lithuania
LU|Luxembourg
LV|Latvia
LY|Libya|Libyan Arab Jamahiriya
MA|Morocco
MC|Monaco
MD|Moldova|Moldova, Republic of|Republic of Moldova
ME|Montenegro
MF|Saint Martin|Saint Martin (French part)
MG|Madagascar
MH|Marshall Islands
MK|North Macedonia|Macedonia|Macedonia, The Former Yugoslav Republic of|The former Yugoslav Republic of Macedonia|Republic of North Macedonia
ML|Mali|Region: Northern Mali
MM|Myanmar|Burma|Myanmar (Burma)|Burma (Myanmar)
MN|Mongolia
MO|Macao|Macau|Macau SAR|China, Macao Special Administrative Region
MP|Northern Mariana Islands
MQ|Martinique
MR|Mauritania
MS|Montserrat
MT|Malta
MU|Mauritius
MV|Maldives
MW|Malawi
MX|Mexico|México
MY|Malaysia
MZ|Mozambique
NA|Namibia
NC|New Caledonia
NE|Niger
NF|Norfolk Island
NG|Nigeria
NI|Nicaragua
NL|Netherlands|The Netherlands|Netherlands, The|Holland|Netherlands, Kingdom of the
NO|Norway
NP|Nepal
NR|Nauru
NU|Niue
NZ|New Zealand
OM|Oman
PA|Panama
PE|Peru
PF|French Polynesia
PG|Papua New Guinea
PH|Philippines|The Philippines
PK|Pakistan
PL|Poland
PM|Saint Pierre and Miquelon
PN|Pitcairn
PR|Puerto Rico
PS|Palestine, State of|State of Palestine|Palestine|Palestinian|Palestinian Authority|Palestinian Territory|Occupied Palestinian Territories|West Bank|Gaza|Gaza Strip|Region: Gaza|Region: West Bank
PT|Portugal
PW|Palau
PY|Paraguay
QA|Qatar
RE|Réunion
RO|Romania
RS|Serbia|Republic of Serbia
RU|Russian Federation|Russia
RW|Rwanda
SA|Saudi Arabia|Kingdom of Saudi Arabia|KSA
SB|Solomon Islands
SC|Seychelles
SD|Sudan|The Sudan
SE|Sweden
SG|Singapore
SH|Saint Helena, Ascension and Tristan da Cunha|Saint Helena
SI|Slovenia
SJ|Svalbard and Jan Mayen
SK|Slovakia|Slovak Republic
SL|Sierra Leone
SM|San Marino
SN|Senegal
SO|Somalia
SR|Suriname
SS|South Sudan
ST|Sao Tome and Principe
SU|Soviet Union|USSR|former Soviet Union
SV|El Salvador
SX|Sint Maarten|Sint Maarten (Dutch part)
SY|Syrian Arab Republic|Syria
SZ|Eswatini|Swaziland
TC|Turks and Caicos Islands
TD|Chad
TF|French Southern Territories
TG|Togo
TH|Thailand
TJ|Tajikistan
TK|Tokelau
TL|Timor-Leste|East Timor
TM|Turkmenistan
TN|Tunisia
TO|Tonga
TR|Türkiye|Turkey|Republic of Turkey|Republic of Türkiye
TT|Trinidad and Tobago|Trinidad & Tobago
TV|Tuvalu
TW|Taiwan|Taiwan, Province of China|Taiwan ROC|Chinese Taipei
TZ|Tanzania|United Republic of Tanzania|Tanzania, United Republic of
UA|Ukraine|Crimea Region of Ukraine|Crimea (Occupied)|Region: Crimea|Crimea|Region: Donetsk|Region: Luhansk
UG|Uganda
UM|United States Minor Outlying Islands
US|United States|United States of America|USA|U S A|U S
UY|Uruguay
UZ|Uzbekistan
VA|Holy See|Vatican|Vatican City State
VC|Saint Vincent and the Grenadines|St Vincent and the Grenadines|Saint Vincent & the Grenadines
VE|Venezuela|Venezuela, Bolivarian Republic of|Venezuela (Bolivarian Republic of)
VG|Virgin Islands, British|British Virgin Islands|Virgin Islands (British)|BVI|B V I
VI|Virgin Islands, U.S.|US Virgin Islands|Virgin Islands (U.S.)
VN|Viet Nam|Vietnam
VU|Vanuatu
WF|Wallis and Futuna
WS|Samoa
XK|Kosovo
YE|Yemen|Republic of Yemen
YT|Mayotte
YU|Yugoslavia
ZA|South Africa|Republic of South Africa
ZM|Zambia
ZW|Zimbabwe
`
