# ruff: noqa: E501 - the lines are a file of people
"""Who works at Northwind, as the file that the directory would be given."""

OFFERED = {
    "ana@northwind.example": "Backend developer. Wants to read query plans.",
    "ben@northwind.example": "Accountant. Getting ready for a next role.",
    "chidi@northwind.example": "Packaging technician. Improving a changeover.",
    "marek@northwind.example": "Manager of Packaging. Sees nobody’s record but his own.",
    "dana@northwind.example": "Steward. Keeps procedures and role maps.",
    "ada@northwind.example": "Administrator. Sees nobody’s record but her own.",
}
"""Whom anybody may come in as, and what the door says of them. The directory, which everyone reads,
knows their jobs and nothing of what they want."""

PEOPLE = """\
email,name,unit,role,starts_on,ends_on,job
ada@northwind.example,Ada Okafor,Systems / Platform,administrator,2022-03-01,,Administrator
marek@northwind.example,Marek Dvořák,Operations / Packaging,manager,2019-05-06,,Manager of Packaging
dana@northwind.example,Dana Whitfield,Systems / Platform,steward,2018-09-03,,Steward
ana@northwind.example,Ana Lima,Systems / Web shop,worker,2021-02-01,,Backend developer
ben@northwind.example,Ben Asante,Finance / Ledger,worker,2020-10-12,,Accountant
chidi@northwind.example,Chidi Eze,Operations / Packaging / Line 2,worker,2022-06-13,,Packaging technician
olga@northwind.example,Olga Petrenko,Operations,manager,2016-01-04,,Head of operations
tomas@northwind.example,Tomás Herrera,Systems,manager,2017-04-10,,Head of systems
grace@northwind.example,Grace Mbeki,Finance,manager,2015-08-17,,Finance director
ines@northwind.example,Inês Carvalho,Operations / Deliveries,manager,2018-11-05,,Deliveries lead
femi@northwind.example,Femi Adeyemi,Operations / Packaging / Line 1,worker,2019-03-11,,Line operator
rosa@northwind.example,Rosa Jiménez,Operations / Packaging / Line 1,worker,2021-09-06,,Line operator
pavel@northwind.example,Pavel Novák,Operations / Packaging / Line 1,worker,2017-02-20,,Fitter
huda@northwind.example,Huda Rahman,Operations / Packaging / Line 1,worker,2023-01-16,,Line operator
karl@northwind.example,Karl Lindqvist,Operations / Packaging / Line 1,worker,2020-05-25,,Line operator
mei@northwind.example,Mei Tanaka,Operations / Packaging / Line 2,worker,2018-07-02,,Line operator
joao@northwind.example,João Ferreira,Operations / Packaging / Line 2,worker,2022-10-03,,Line operator
siobhan@northwind.example,Siobhán Byrne,Operations / Packaging / Line 2,worker,2016-06-06,,Shift lead
arjun@northwind.example,Arjun Patel,Operations / Packaging / Line 2,worker,2023-04-17,,Line operator
lucia@northwind.example,Lucia Rossi,Operations / Packaging / Line 2,worker,2021-11-29,,Quality technician
emeka@northwind.example,Emeka Obi,Operations / Packaging / Line 2,worker,2019-10-14,,Fitter
nadia@northwind.example,Nadia Haddad,Operations / Packaging / Line 3,worker,2020-01-13,,Line operator
viktor@northwind.example,Viktor Horváth,Operations / Packaging / Line 3,worker,2018-03-19,,Line operator
amina@northwind.example,Amina Diallo,Operations / Packaging / Line 3,worker,2022-02-07,,Line operator
george@northwind.example,George Papadakis,Operations / Packaging / Line 3,worker,2017-09-11,,Shift lead
yuki@northwind.example,Yuki Sato,Operations / Packaging / Line 3,worker,2023-08-21,,Line operator
leila@northwind.example,Leila Karimi,Operations / Packaging / Line 3,worker,2021-05-10,,Quality technician
sam@northwind.example,Sam Brewer,Operations / Packaging / Night crew,worker,2019-12-02,,Line operator
zofia@northwind.example,Zofia Wójcik,Operations / Packaging / Night crew,worker,2020-08-24,,Line operator
idris@northwind.example,Idris Bello,Operations / Packaging / Night crew,worker,2022-09-19,,Fitter
petra@northwind.example,Petra Kováč,Operations / Packaging / Night crew,worker,2018-05-28,,Shift lead
hassan@northwind.example,Hassan Ali,Operations / Deliveries,worker,2019-07-15,,Driver
monika@northwind.example,Monika Schulz,Operations / Deliveries,worker,2021-03-22,,Dispatcher
diego@northwind.example,Diego Morales,Operations / Deliveries,worker,2020-11-09,,Driver
fatou@northwind.example,Fatou Ndiaye,Operations / Deliveries,worker,2022-12-05,,Driver
oskar@northwind.example,Oskar Nilsen,Operations / Deliveries,worker,2017-01-30,,Dispatcher
priya@northwind.example,Priya Nair,Systems / Web shop,worker,2022-01-10,,Frontend developer
lars@northwind.example,Lars Jensen,Systems / Web shop,worker,2019-06-24,,Backend developer
chen@northwind.example,Chen Wei,Systems / Web shop,worker,2023-02-13,,Tester
aoife@northwind.example,Aoife Kelly,Systems / Web shop,worker,2020-04-06,,Designer
mateo@northwind.example,Mateo Vargas,Systems / Platform,worker,2021-08-16,,Database engineer
ingrid@northwind.example,Ingrid Dahl,Systems / Platform,worker,2018-10-22,,Site reliability engineer
kofi@northwind.example,Kofi Mensah,Systems / Platform,worker,2022-05-03,,Site reliability engineer
hanna@northwind.example,Hanna Virtanen,Finance / Ledger,worker,2017-11-20,,Accountant
theo@northwind.example,Theo Laurent,Finance / Ledger,worker,2021-01-18,,Payables clerk
salma@northwind.example,Salma Aziz,Finance / Ledger,worker,2023-03-06,,Accountant
erik@northwind.example,Erik Johansson,Finance / Ledger,worker,2019-02-04,,Receivables clerk
"""
