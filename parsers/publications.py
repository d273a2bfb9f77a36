"""Names of papers, magazines and sites that critics wrote for, as review aggregators printed them.

A text rendition of 2016 has a critic, the paper and the quote in one run: "Ann Bell Harbour Post A fine film." Only a name that
is known tells where the quote begins.
"""

from __future__ import annotations

PUBLICATIONS: frozenset[str] = frozenset(
    """\
/Film
54disneyreviews.com
812filmreviews
ABC Radio (Australia)
Adelaide Review
Ain't It Cool News
Aisle Seat
Alternate Ending
Always Good Movies
AMovieGuy.com
Antagony & Ecstasy
Arizona Daily Star
Arizona Republic
Arts Fuse
ArtsHub
Associated Press
At the Movies
Atlanta Journal-Constitution
Atlantic City Weekly
Austin Chronicle
AV Club
Baltimore Sun
Bangitout.com
BBC.com
BDK Reviews
BDK Reviews (CBS Radio)
Big Picture Big Sound
Blog de cine
Bloody Disgusting
Boston Globe
Boston Herald
Boston Phoenix
Boulder Weekly
Buffalo News
Bullz-Eye.com
BuzzFeed News
Calgary Herald
California Eagle
Capital Times (Madison, WI)
Catholic News Service
CBC News Network
Charlotte Observer
Chesapeake Family Magazine
Chicago Reader
Chicago Sun-Times
Chicago Tribune
Christian Post
Christian Science Monitor
Christianity Today
Cincinnati Enquirer
Cine Vértigo
Cinegarage
Cinema Blend
Cinema Ecuador
Cinema Scope
Cinema Sentries
Cinema Sight
CinemaBlend
Cinemania
Cinemanía (Spain)
Cinencuentro
Cinepremiere
CineXpress
Citizen Kane
Clarin
Classic Film and Television
Cleveland Plain Dealer
CNN.com
Colbybryant.com
ColeSmithey.com
Collider
Columbus Alive
Columbus Dispatch
Columbus Underground
Combustible Celluloid
ComingSoon.net
Common Sense Media
Concrete Playground
Contactmusic.com
Creative Loafing
Cultural Conversation
CultureMap
Culturess
Código espagueti
Daily Beast
Daily Express (UK)
Daily Mail (UK)
Daily Mirror (UK)
Daily Star
Daily Telegraph
Daily Telegraph (Australia)
Daily Telegraph (UK)
Dallas Morning News
Dark Horizons
Decent Films Guide
Deep Focus Review
Denver Post
Denver Rocky Mountain News
Deseret News (Salt Lake City)
Detroit Free Press
Detroit News
Digital Journal
Double Toasted
Dread Central
East Bay Express
Ebert & Roeper
eFilmCritic.com
El Mundo (Spain)
El País (Spain)
El Universal
EmanuelLevy.Com
Empire Magazine
Entertainment Weekly
Epoch Times
EscribiendoCine
Espinof
ESPN.com
Examiner.com
Excélsior
Eye for Film
Fangoria
Fantastica Daily
Fat Guys at the Movies
Father Son Holy Gore
FEARnet
Featuring Film
Film Comment
Film Cred
Film Freak Central
Film Frenzy
Film Journal International
Film Racket
Film School Rejects
Film Scouts
Film Threat
Film.com
Film4
FILMINK (Australia)
Filmspotting
FilmStew.com
Filmtracks
FilmWeek (KPCC - NPR Los Angeles)
Financial Times
First Showing
Flavorwire
FlickDirect
Flicks.co.nz
Florida Times-Union
Forbes
Fort Worth Star-Telegram/DFW.com
Fotogramas
Fresh Fiction
From the Front Row
GamesRadar
Georgia Straight
Globe and Mail
Gone With The Twins
GQ
Groucho Reviews
Guardian
Guardian (UK)
Haaretz
Herald Sun (Australia)
HeyUGuys
HighDef Digest
Hindustan Times
HitFix
Hollywood Reporter
Honeycutt's Hollywood
Hot Press
Houston Chronicle
IGN
IGN Movies
Illinois Times
Impression Blend
In These Times
Independent (UK)
Independent Online (South Africa)
IndieWire
indieWIRE
io9.com
IONCINEMA.com
Irish Independent
Irish Times
jackiekcooper.com
Jam! Movies
Jaredmobarak.com
JoBlo's Movie Emporium
Junkee
Kansas City Star
KC Active
Kermode & Mayo's Film Review
Killer Movie Reviews
KMUW - Wichita Public Radio
KPBS.org
KSTP-TV (St. Paul, MN)
L.A. Weekly
La Nación (Argentina)
La Nación (Costa Rica)
La Tercera (Chile)
La Voz del Interior
LA Weekly
Laramie Movie Scope
LarsenOnFilm
Las Vegas Review-Journal
Las Vegas Weekly
Latinx Lens
leonardmaltin.com
Lessons of Darkness
Letras Libres
Lincoln Journal Star
Little White Lies
London Evening Standard
Looking Closer
Los Angeles Daily News
Los Angeles Times
Los Angeles Weekly
Lumination Network
Lyles' Movie Files
Maclean's Magazine
Malibu Times
Mashable
Matt's Movie Reviews
MediaMikes
Metro (UK)
Metro Times (Detroit, MI)
Miami Herald
Miami New Times
MiamiArtZine
Milenio
Milwaukee Journal Sentinel
Minneapolis Star Tribune
Modamag.com
Montreal Gazette
Mountain Xpress (Asheville, NC)
Movie Chambers
Movie Dearest
Movie Mezzanine
Movie Mom
Movie Nation
MovieCrypt.com
Moviefone
MovieFreak.com
MovieGuide
Movieguide
MovieMaker Magazine
Movies.com
Mr. Brown's Movies
MSN Movies
MTV
MTV News
Mumbai Mirror
Nashville Scene
National Post
National Review
NDTV
Nerdist
New England Movies Weekly
New Republic
New Statesman
New York Daily News
New York Magazine
New York Magazine/Vulture
New York Observer
New York Post
New York Times
New Yorker
New Zealand Herald
Newark Star-Ledger
News.com.au
NewsBlaze
Newsday
Newsweek
Nightlife
Northwest Herald (Crystal Lake, IL)
NOW Magazine
NOW Toronto
Now Toronto
NPR
NUVO Newsweekly
NYC Film Critic
Observer (UK)
Observer [UK]
One Room With A View
Orange County Register
Orca Sound
Oregonian
Orlando Sentinel
Otroscines.com
Ottawa Citizen
Ozus' World Movie Reviews
Pajiba
Palo Alto Weekly
Pasadena Weekly
Passport Cinema
Paste Magazine
Philadelphia City Paper
Philadelphia Daily News
Philadelphia Inquirer
Pittsburgh Post-Gazette
Plugged In
Politico
Polygon
Portland Oregonian
Proceso
Projected Figures
Projection Booth
Punch Drunk Critics
Página 12 (Argentina)
Q Network Film Desk
Quad City Times (Davenport, IA)
Rachel's Reviews
Rachel's Reviews (YouTube)
rachelsreviews.net
Radio Times
Ready Steady Cut
Reason Online
Reel Film Reviews
Reel Talk Online
Reel Talk with Chuck and Pam
Reel Views
Reeling Reviews
ReelTalk Movie Reviews
ReelViews
Refinery29
Reforma
Reuters
Reverse Shot
ReviewExpress.com
Richmond Times-Dispatch
Richmond.com
Riverfront Times
Rochester City Newspaper
RogerEbert.com
Rolling Stone
RTE Interactive (Dublin, Ireland)
RTÉ (Ireland)
Sacramento Bee
Sacramento News & Review
Salon.com
Salt Lake Tribune
San Antonio Current
San Diego Reader
San Diego Union-Tribune
San Francisco Bay Guardian
San Francisco Chronicle
San Francisco Examiner
San Jose Mercury News
Santa Fe New Mexican
SBS Film
sbs.com.au
Scene 360
Scene-Stealers.com
Screen International
Screen It!
Screen Rant
Screen Zealots
ScreenDaily
Seattle Post-Intelligencer
Seattle Times
Seattle Weekly
SensaCine
Sensacine
Senses of Cinema
Seven Days
Seventh Art Studio
SF Crowsnest
SF Weekly
Shadows on the Wall
Shepherd Express
Sight & Sound
Sight and Sound
Sioux City Journal
Sky Cinema
Sky Movies
Slant Magazine
Slashfilm
Slate
Solzy at the Movies
South China Morning Post
Spirituality & Practice
Spirituality and Practice
SportsAlcohol
SSG Syndicate
St. Louis Post-Dispatch
Star-Ledger
Starburst
Strange Harbors
Stream on Demand
Stuff.co.nz
Style Weekly (Richmond, VA)
Sunday Independent (Ireland)
Sunday Times (UK)
Sydney Morning Herald
Tallahassee Democrat
Tampa Bay Times
The Age
The Age (Australia)
The Atlantic
The AU Review
The Australian
The Baffler
The Blu Spot
The Daily Beast
The Daily Dot
The Daily Times (Tennessee)
The Dissolve
The Film Stage
The Film Yap
The Financial Times
The Herald (Scotland)
The Hindu
The Hollywood Reporter
The Improper Bostonian
The Independent
The Lens
The List
The Minneapolis Star Tribune
The Nation
The New Republic
The New York Times
The Patriot Ledger
The Playlist
The Public (Buffalo)
The Ringer
The Scorecard Review
The Scotsman
The Skinny
The Spectator
The Spool
The Straits Times (Singapore)
The Stranger (Seattle, WA)
The Sun (UK)
The Sun Daily (Malaysia)
The Sunday Age
The Verge
The Victoria Advocate
The Virginian-Pilot
The Week
The Weekly Standard
The Wrap
TheIndependentCritic.com
TheWrap
Thirty, Flirty + Film
Thrillist
TIME Magazine
Time Out
Time Out London
Time Out New York
Times (UK)
Times of India
Times of Malta
Toledo Blade
tonymacklin.net
Toronto Star
Toronto Sun
Total Film
Tri-City Herald
Tribune News Service
Tulsa World
TV Guide
TV Guide's Movie Guide
Uproxx
Urban Cinefile
Us Weekly
USA Today
Vancouver Sun
Vanity Fair
Vanyaland
Variety
Vice
ViewLondon
Village Voice
Vox
Vue Weekly (Edmonton, Alberta)
Vulture
Wall Street Journal
Washington City Paper
Washington Post
Washington Star
Washington Times
We Got This Covered
Weekly Alibi
What I Watched Tonight
What Would Toto Watch?
What's On TV
Wichita Eagle
Willamette Week
Winnipeg Free Press
Wired
World Socialist Web Site
Wow247
Yahoo! Movies
Zap2it.com
""".splitlines()
)
