"""Header lines of public formats as they are published, invented rows, and what they must become.

`cells` has the cells that are filled, by header; the others are empty. `rows` has what a clean
record of each row holds in the columns named by `fills`, worked out by hand.
"""

from dataclasses import dataclass
from datetime import date, datetime

NYPD_ARRESTS = (
    "ARREST_KEY,ARREST_DATE,PD_CD,PD_DESC,KY_CD,OFNS_DESC,LAW_CODE,LAW_CAT_CD,ARREST_BORO,"
    "ARREST_PRECINCT,JURISDICTION_CODE,AGE_GROUP,PERP_SEX,PERP_RACE,X_COORD_CD,Y_COORD_CD,Latitude,"
    "Longitude,New Georeferenced Column"
)
NYPD_COMPLAINTS = (
    "CMPLNT_NUM,ADDR_PCT_CD,BORO_NM,CMPLNT_FR_DT,CMPLNT_FR_TM,CMPLNT_TO_DT,CMPLNT_TO_TM,"
    "CRM_ATPT_CPTD_CD,HADEVELOPT,HOUSING_PSA,JURISDICTION_CODE,JURIS_DESC,KY_CD,LAW_CAT_CD,"
    "LOC_OF_OCCUR_DESC,OFNS_DESC,PARKS_NM,PATROL_BORO,PD_CD,PD_DESC,PREM_TYP_DESC,RPT_DT,"
    "STATION_NAME,SUSP_AGE_GROUP,SUSP_RACE,SUSP_SEX,TRANSIT_DISTRICT,VIC_AGE_GROUP,VIC_RACE,VIC_SEX,"
    "X_COORD_CD,Y_COORD_CD,Latitude,Longitude,Lat_Lon,New Georeferenced Column"
)
NYPD_SUMMONSES = (
    "SUMMONS_KEY,SUMMONS_DATE,OFFENSE_DESCRIPTION,LAW_SECTION_NUMBER,LAW_DESCRIPTION,"
    "SUMMONS_CATEGORY_TYPE,AGE_GROUP,SEX,RACE,JURISDICTION_CODE,BORO,PRECINCT_OF_OCCUR,"
    "X_COORDINATE_CD,Y_COORDINATE_CD,Latitude,Longitude"
)
NYPD_STOPS = (
    "STOP_ID,STOP_FRISK_DATE,STOP_FRISK_TIME,YEAR2,MONTH2,DAY2,STOP_WAS_INITIATED,"
    "RECORD_STATUS_CODE,ISSUING_OFFICER_RANK,ISSUING_OFFICER_COMMAND_CODE,SUPERVISING_OFFICER_RANK,"
    "SUPERVISING_OFFICER_COMMAND_CODE,LOCATION_IN_OUT_CODE,JURISDICTION_CODE,"
    "OBSERVED_DURATION_MINUTES,SUSPECTED_CRIME_DESCRIPTION,STOP_DURATION_MINUTES,"
    "SUSPECT_ARRESTED_FLAG,SUSPECT_ARREST_OFFENSE,SHIELD_IDENTIFIES_OFFICER_FLAG,FRISKED_FLAG,"
    "SEARCHED_FLAG,ASK_FOR_CONSENT_FLG,CONSENT_GIVEN_FLG,OTHER_CONTRABAND_FLAG,FIREARM_FLAG,"
    "KNIFE_CUTTER_FLAG,OTHER_WEAPON_FLAG,WEAPON_FOUND_FLAG,SEARCH_BASIS_CONSENT_FLAG,"
    "SEARCH_BASIS_INCIDENTAL_TO_ARREST_FLAG,DEMEANOR_OF_PERSON_STOPPED,SUSPECT_RACE_DESCRIPTION,"
    "STOP_LOCATION_PRECINCT,STOP_LOCATION_BORO_NAME"
)
CHICAGO_CRIMES = (
    "ID,Case Number,Date,Block,IUCR,Primary Type,Description,Location Description,Arrest,Domestic,"
    "Beat,District,Ward,Community Area,FBI Code,X Coordinate,Y Coordinate,Year,Updated On,Latitude,"
    "Longitude,Location"
)
CHICAGO_ARRESTS = (
    "cb_no,case_number,arrest_date,race,charge_1_statute,charge_1_description,charge_1_type,"
    "charge_1_class,charge_2_statute,charge_2_description,charge_2_type,charge_2_class,"
    "charges_statute,charges_description,charges_type,charges_class"
)
CHICAGO_ISR = (
    "CARD_NO,CONTACT_DATE,CPD_UNIT_NO,CREATED_DATE,MODIFIED_DATE,CONTACT_TYPE_CD,FO_EMPLOYEE_ID,"
    "DISTRICT,SECTOR,BEAT,RACE_CODE_CD,"
    "VEHICLE_INVOLVED_I,BODY_CAMERA_I,PAT_DOWN_I,SEARCH_I,SEARCH_CONTRABAND_FOUND_I,"
    "ENFORCEMENT_ACTION_TAKEN_I,ENFORCEMENT_TYPE_CD"
)
CHICAGO_TRR = (
    "trr_id,rd_no,event_no,beat,block,direction,street,location,trr_date,trr_time,indoor_or_outdoor,"
    "lighting_condition,weather_condition,notify_OEMC,notify_district_sergeant,notify_OP_command,"
    "notify_DET_division,number_of_weapons_discharged,party_fired_first,location_recode"
)
CHICAGO_TRR_2023 = (
    "row_id,trr_id,trr_status,trr_date,rd_no,event_no,indoor_or_outdoor,lighting_condition,"
    "weather_condition,notify_district_sergeant,notify_OP_command,notify_OEMC,beat,location,direction,"
    "street,block"
)
CHICAGO_COPA = (
    "LOG_NO,ASSIGNMENT,CASE_TYPE,CURRENT_STATUS,CURRENT_CATEGORY,FINDING_CODE,POLICE_SHOOTING,BEAT,"
    "RACE_OF_COMPLAINANTS,SEX_OF_COMPLAINANTS,AGE_OF_COMPLAINANTS,RACE_OF_INVOLVED_OFFICERS,"
    "COMPLAINT_DATE,COMPLAINT_HOUR,COMPLAINT_DAY,COMPLAINT_MONTH"
)
UK_SEARCHES = (
    "Type,Date,Part of a policing operation,Policing operation,Latitude,Longitude,Gender,Age range,"
    "Self-defined ethnicity,Officer-defined ethnicity,Legislation,Object of search,Outcome,"
    "Outcome linked to object of search,Removal of more than just outer clothing"
)
NYPD_STOPS_2003 = (
    "year,pct,ser_num,datestop,timestop,recstat,inout,trhsloc,perobs,crimsusp,perstop,typeofid,"
    "arstmade,arstoffn,sumissue,sumoffen,frisked,searched,contrabn,pistol,riflshot,asltweap,knifcuti,"
    "machgun,othrweap,radio,ac_rept,sb_hdobj,repcmd,revcmd,sex,race,dob,age,city,sector,beat,detailCM"
)
UK_STREET = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Crime type,Last outcome category,Context"
)
UK_OUTCOMES = (
    "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,"
    "Outcome type"
)
NEW_JERSEY = (
    "unique_report_id,report_number_portal,incident_id,county,agency_name,incident_case_number,"
    "incident_municipality,incident_date,incident_date_utc,contact_origin,incident_type,officer_name,"
    "officer_race,officer_age,officer_rank,other_officer_on_scene,subject_type,subject_race,"
    "subject_age,subject_gender,subject_arrested,type_of_force,subject_actions,subject_resistance"
)
BRAZIL_SEIZURES = (
    "UF;UNIDADE;UNIDADE_PADRAO_AEROPORTUARIO;CIDADE_APREENSAO;DATA;DROGA;QUANTIDADE;UNIDADE_MEDIDA;"
    "ORIGEM;lat;lon"
)
STANFORD = (
    "raw_row_number,date,time,location,lat,lng,district,subject_age,subject_race,subject_sex,"
    "officer_id_hash,type,violation,arrest_made,citation_issued,warning_issued,outcome,"
    "contraband_found,search_conducted,search_basis,reason_for_stop"
)
MONTHS = "Enero,Febrero,Marzo,Abril,Mayo,Junio,Julio,Agosto,Septiembre,Octubre,Noviembre,Diciembre"
SESNSP = f"Año,Clave_Ent,Entidad,Tipo de delito,Subtipo de delito,Modalidad,{MONTHS}"
SINESP = (
    "uf;municipio;evento;data_referencia;total;total_peso;abrangencia;formulario;ano;ano_data;"
    "mes_data;trimestre_data"
)
UK_TOTALS = (
    "Measure,Time,Time_type,Ethnicity,Ethnicity_type,Geography,Geography_type, Number of stop and "
    "searches ,Population by ethnicity,Notes"
)
COOK_FORFEITURES = (
    "InventNumb,PolRptNumb,INumber,SeizeDate,SeizeAddress,SeizeCity,SeizeState,SeizeZip,InvItemNumb,"
    "Descr,EstValue,Vin,Findings,ForfDate,ForfValue,CaseNumb,AD,ADDate"
)
CEARA_SEIZURES = "AIS,Município,Dia da Semana,Data,Hora,Quantidade (Kg),Tipo de Entorpecente"
SEATTLE_OLDER = (
    "SubjectAgeGroup,SubjectID,GO / SC Num,TERRY_STOP_ID,OfficerID,Officer_YOB,Officer_Gender,"
    "Officer_Race,SubjectPerceivedRace,SubjectPerceivedGender,Reported_Date,Reported_Time,"
    "InitialCallType,FinalCallType,CallType,OfficerSquad,ArrestFlag,FriskFlag,Precinct,Sector,Beat"
)
CONNECTICUT = (
    "CreatedDate,ProfileNo,OrganizationIdentificationID,Department Name,"
    "ReportingOfficerIdentificationID,InterventionIdentificationID,InterventionDate,Month,"
    "SubjectRaceCode,SubjectEthnicityCode,InterventionLocationName,StatuteCodeIdentificationID,"
    "ReasonForStop,VehicleSearchedIndicator,SearchAuthorizationCode,ContrabandIndicator,"
    "CustodialArrestIndicator,InterventionDispositionCode,InterventionDateTime,InterventionTime"
)
CONNECTICUT_OLDER = (
    "ProfileNo,OrganizationIdentificationID,DepartmentName,ReportingOfficerIdentificationID,"
    "InterventionIdentificationID,InterventionDate,Month,SubjectRaceCode,SubjectEthnicityCode,"
    "InterventionLocationName,StatuteCodeIdentificationID,Reason for Stop,"
    "VehicleSearchedIndicator,SearchAuthorizationCode,ContrabandIndicator,CustodialArrestIndicator,"
    "InterventionDispositionCode,InterventionTime"
)
MARYLAND_CASES = (
    "case_number,court,case_type.x,filing_date,id,court_system,tracking_number,document_type,"
    "issued_date,issued_date_str,case_status,case_disposition"
)


@dataclass(frozen=True)
class Form:
    """A public format: a file of it, the columns that one table takes, and its clean records."""

    preset: str
    name: str
    headers: str
    cells: tuple[dict[str, str], ...]
    fills: dict[str, tuple[str, ...]]
    rows: tuple[tuple, ...]
    aside: int = 0
    table: str = "incidents"
    delimiter: str = ","
    header: bool = True


FORFEITED = (
    {"InventNumb": "100001", "PolRptNumb": "ZZ-000001", "INumber": "ZZ-000001",
     "SeizeDate": "2014-05-23", "SeizeCity": "Chicago", "InvItemNumb": "1", "Descr": "U.S.C.",
     "EstValue": "205", "ForfDate": "2014-10-20", "AD": "A"},
    {"InventNumb": "100001", "PolRptNumb": "ZZ-000001", "SeizeDate": "2014-05-23",
     "SeizeCity": "Chicago", "InvItemNumb": "2", "EstValue": "96.5"},
    {"InventNumb": "100002", "PolRptNumb": "ZZ-000002", "SeizeDate": "2016-03-18",
     "SeizeCity": "Harvey", "InvItemNumb": "1", "EstValue": "1000"},
    {"InventNumb": "100003", "PolRptNumb": "ZZ-000002", "SeizeDate": "2016-03-18",
     "SeizeCity": "Harvey", "InvItemNumb": "1"},
)  # fmt: skip
"""Two items of one report, one of another, and one of it without a value."""
FOUND = ("contrabn", "pistol", "riflshot", "asltweap", "knifcuti", "machgun", "othrweap")
STOPPED = dict.fromkeys(("arstmade", "frisked", "searched", "radio", *FOUND), "N") | {
    "year": "2016", "pct": "41", "crimsusp": "BURG", "repcmd": "41", "race": "B",
}  # fmt: skip
CONNECTICUT_STOP = {
    "ProfileNo": "1", "ReportingOfficerIdentificationID": "o1", "InterventionLocationName": "TOWN",
    "StatuteCodeIdentificationID": "14-279", "VehicleSearchedIndicator": "TRUE",
    "SearchAuthorizationCode": "C", "ContrabandIndicator": "FALSE",
    "CustodialArrestIndicator": "FALSE",
}  # fmt: skip
CONNECTICUT_FILLS = {
    "incident_id": ("ProfileNo",), "unit_id": ("Department Name",),
    "officer_id": ("ReportingOfficerIdentificationID",), "occurred_at": ("InterventionDateTime",),
    "recorded_at": ("CreatedDate",), "offense_code": ("StatuteCodeIdentificationID",),
    "area_id": ("InterventionLocationName",), "clearance": ("CustodialArrestIndicator",),
    "search_conducted": ("VehicleSearchedIndicator",), "contraband_found": ("ContrabandIndicator",),
    "search_basis": ("SearchAuthorizationCode",),
    "subject_group": ("SubjectEthnicityCode", "SubjectRaceCode"),
}  # fmt: skip
FORMS = {
    "arrests of New York": Form(
        "nypd_arrests", "arrests.csv", NYPD_ARRESTS,
        (
            {"ARREST_KEY": "900000001", "ARREST_DATE": "03/18/2021", "PD_CD": "101",
             "KY_CD": "344", "LAW_CODE": "PL 1200001", "ARREST_PRECINCT": "114",
             "PERP_RACE": "WHITE"},
            {"ARREST_KEY": "900000002", "ARREST_DATE": "2021-07-04T00:00:00.000",
             "PD_CD": "(null)",
             "ARREST_PRECINCT": "5", "JURISDICTION_CODE": "11"},
        ),
        {"incident_id": ("ARREST_KEY",), "occurred_at": ("ARREST_DATE",),
         "offense_code": ("PD_CD",), "area_id": ("ARREST_PRECINCT",),
         "subject_group": ("PERP_RACE",), "clearance": ()},
        (("900000001", datetime(2021, 3, 18), "101", "114", "WHITE", "arrest"),
         ("900000002", datetime(2021, 7, 4), None, "5", None, "arrest")),
    ),
    "complaints of New York": Form(
        "nypd_complaints", "complaints.csv", NYPD_COMPLAINTS,
        (
            {"CMPLNT_NUM": "700000001", "CMPLNT_FR_DT": "03/31/2021", "CMPLNT_FR_TM": "15:08:00",
             "RPT_DT": "04/02/2021", "PD_CD": "874", "ADDR_PCT_CD": "84", "SUSP_RACE": "BLACK"},
            {"CMPLNT_NUM": "700000002H1", "CMPLNT_FR_DT": "2021-03-31T00:00:00.000",
             "CMPLNT_FR_TM": "00:30:00", "PD_CD": "109", "ADDR_PCT_CD": "5"},
            {"CMPLNT_NUM": "700000003", "CMPLNT_FR_DT": "01/02/1020", "CMPLNT_FR_TM": "12:00:00"},
        ),
        {"incident_id": ("CMPLNT_NUM",), "occurred_at": ("CMPLNT_FR_DT", "CMPLNT_FR_TM"),
         "offense_code": ("PD_CD",), "area_id": ("ADDR_PCT_CD",)},
        (("700000001", datetime(2021, 3, 31, 15, 8), "874", "84"),
         ("700000002H1", datetime(2021, 3, 31, 0, 30), "109", "5")),
        aside=1,
    ),
    "summonses of New York": Form(
        "nypd_summonses", "summonses.csv", NYPD_SUMMONSES,
        (
            {"SUMMONS_KEY": "1", "SUMMONS_DATE": "03/31/2020", "LAW_SECTION_NUMBER": "140.05",
             "LAW_DESCRIPTION": "Penal Law", "RACE": "UNKNOWN", "PRECINCT_OF_OCCUR": "109"},
            {"SUMMONS_KEY": "2", "SUMMONS_DATE": "03/31/2020", "LAW_SECTION_NUMBER": "9999",
             "RACE": "BLACK", "PRECINCT_OF_OCCUR": "9"},
        ),
        {"incident_id": ("SUMMONS_KEY",), "occurred_at": ("SUMMONS_DATE",),
         "offense_code": ("LAW_DESCRIPTION", "LAW_SECTION_NUMBER"),
         "area_id": ("PRECINCT_OF_OCCUR",), "subject_group": ("RACE",)},
        (("1", datetime(2020, 3, 31), "Penal Law 140.05", "109", None),
         ("2", datetime(2020, 3, 31), "9999", "9", "BLACK")),
    ),
    "stops of New York": Form(
        "nypd_stops", "sqf-2020.csv", NYPD_STOPS,
        (
            {"STOP_ID": "1", "STOP_FRISK_DATE": "2020-02-11", "STOP_FRISK_TIME": "21:05:00",
             "STOP_WAS_INITIATED": "Based on Radio Run", "ISSUING_OFFICER_COMMAND_CODE": "46",
             "SUSPECTED_CRIME_DESCRIPTION": "CPW", "SUSPECT_ARRESTED_FLAG": "Y",
             "SHIELD_IDENTIFIES_OFFICER_FLAG": "S", "FRISKED_FLAG": "Y", "SEARCHED_FLAG": "N",
             "OTHER_CONTRABAND_FLAG": "N", "WEAPON_FOUND_FLAG": "Y",
             "SEARCH_BASIS_INCIDENTAL_TO_ARREST_FLAG": "(null)",
             "SUSPECT_RACE_DESCRIPTION": "(null)", "STOP_LOCATION_PRECINCT": "46"},
            {"STOP_ID": "2", "STOP_FRISK_DATE": "2/1/2020", "STOP_FRISK_TIME": "0:10",
             "STOP_WAS_INITIATED": "Based on Self Initiated", "ISSUING_OFFICER_COMMAND_CODE": "807",
             "SUSPECTED_CRIME_DESCRIPTION": "(null)", "SUSPECT_ARRESTED_FLAG": "N",
             "FRISKED_FLAG": "N", "SEARCHED_FLAG": "Y", "OTHER_CONTRABAND_FLAG": "N",
             "WEAPON_FOUND_FLAG": "N", "SEARCH_BASIS_INCIDENTAL_TO_ARREST_FLAG": "Y",
             "SUSPECT_RACE_DESCRIPTION": "BLACK HISPANIC", "STOP_LOCATION_PRECINCT": "23"},
        ),
        {"incident_id": ("STOP_ID",), "unit_id": ("ISSUING_OFFICER_COMMAND_CODE",),
         "occurred_at": ("STOP_FRISK_DATE", "STOP_FRISK_TIME"),
         "offense_code": ("SUSPECTED_CRIME_DESCRIPTION",), "origin": ("STOP_WAS_INITIATED",),
         "area_id": ("STOP_LOCATION_PRECINCT",), "clearance": ("SUSPECT_ARRESTED_FLAG",),
         "search_conducted": ("FRISKED_FLAG", "SEARCHED_FLAG"),
         "contraband_found": ("WEAPON_FOUND_FLAG", "OTHER_CONTRABAND_FLAG"),
         "search_basis": ("SEARCH_BASIS_INCIDENTAL_TO_ARREST_FLAG",),
         "subject_group": ("SUSPECT_RACE_DESCRIPTION",)},
        (("1", "46", datetime(2020, 2, 11, 21, 5), "CPW", "complaint", "46", "arrest", "yes", "yes",
          None, None),
         ("2", "807", datetime(2020, 2, 1, 0, 10), None, "patrol", "23", "none", "yes", "no",
          "incident_to_arrest", "BLACK HISPANIC")),
    ),
    "stops of New York before 2017": Form(
        "nypd_stops_2003", "2016.csv", NYPD_STOPS_2003,
        (
            STOPPED | {"ser_num": "22", "datestop": "2072016", "timestop": "100", "radio": "Y"},
            STOPPED | {"ser_num": "23", "datestop": "11122016", "timestop": "5", "arstmade": "Y",
                       "frisked": "Y", "knifcuti": "Y", "race": "U"},
            STOPPED | {"ser_num": "24", "datestop": "1112016", "timestop": "2359",
                       "searched": "Y", "contrabn": "Y"},
            {"year": "2016", "pct": "41", "ser_num": "25", "datestop": " ", "timestop": " "},
        ),
        {"incident_id": ("year", "pct", "ser_num"), "unit_id": ("repcmd",),
         "occurred_at": ("datestop", "timestop"), "offense_code": ("crimsusp",),
         "origin": ("radio",), "area_id": ("pct",), "clearance": ("arstmade",),
         "search_conducted": ("frisked", "searched"), "contraband_found": FOUND,
         "subject_group": ("race",)},
        (("2016 41 22", "41", datetime(2016, 2, 7, 1, 0), "BURG", "complaint", "41", "none", "no",
          "no", "B"),
         ("2016 41 23", "41", datetime(2016, 11, 12, 0, 5), "BURG", None, "41", "arrest", "yes",
          "yes", None),
         ("2016 41 24", "41", datetime(2016, 1, 11, 23, 59), "BURG", None, "41", "none", "yes",
          "yes", "B")),
        aside=1,
    ),
    "crimes of the United Kingdom": Form(
        "uk_street_crimes", "2019-01-city-of-london-street.csv", UK_STREET,
        (
            {"Crime ID": "ab1", "Month": "2019-01", "Reported by": "City of London Police",
             "LSOA code": "E01000001", "Crime type": "Other theft",
             "Last outcome category": "Offender given a caution"},
            {"Month": "2019-12", "Reported by": "City of London Police",
             "Crime type": "Anti-social behaviour"},
        ),
        {"incident_id": ("Crime ID",), "unit_id": ("Reported by",), "occurred_at": ("Month",),
         "offense_code": ("Crime type",), "area_id": ("LSOA code",)},
        (("ab1", "City of London Police", datetime(2019, 1, 1), "Other theft", "E01000001"),
         (None, "City of London Police", datetime(2019, 12, 1), "Anti-social behaviour", None)),
    ),
    "outcomes of the United Kingdom": Form(
        "uk_crime_outcomes", "2019-01-city-of-london-outcomes.csv", UK_OUTCOMES,
        tuple(
            {"Crime ID": f"ab{n}", "Month": "2019-02", "Outcome type": outcome}
            for n, outcome in enumerate((
                "Offender fined", "Local resolution", "Defendant found not guilty",
                "Court case unable to proceed", "Suspect charged", "Under investigation",
                "Court result unavailable",
            ))
        ),
        {"incident_id": ("Crime ID",), "decided_at": ("Month",), "verdict": ("Outcome type",)},
        (("ab0", datetime(2019, 2, 1), "convicted"), ("ab2", datetime(2019, 2, 1), "acquitted"),
         ("ab3", datetime(2019, 2, 1), None), ("ab4", datetime(2019, 2, 1), "pending")),
        aside=3, table="outcomes",
    ),
    "crimes of Chicago": Form(
        "chicago_crimes", "crimes.csv", CHICAGO_CRIMES,
        (
            {"ID": "1", "Case Number": "HY000001", "Date": "09/05/2015 01:30:00 PM",
             "IUCR": "041A", "Primary Type": "BATTERY", "Arrest": "true", "Beat": "0924",
             "District": "009", "Updated On": "02/10/2018 03:50:01 PM"},
            {"ID": "2", "Case Number": "HY000002", "Date": "9/4/2015 11:30", "IUCR": "870",
             "Primary Type": "THEFT", "Arrest": "FALSE", "Beat": "1511"},
        ),
        {"incident_id": ("Case Number",), "occurred_at": ("Date",), "offense_code": ("IUCR",),
         "area_id": ("Beat",), "clearance": ("Arrest",)},
        (("HY000001", datetime(2015, 9, 5, 13, 30), "041A", "0924", "arrest"),
         ("HY000002", datetime(2015, 9, 4, 11, 30), "870", "1511", None)),
    ),
    "crimes of Chicago by the API": Form(
        "chicago_crimes", "crimes.csv", CHICAGO_CRIMES.lower().replace(" ", "_"),
        (
            {"id": "1", "case_number": "JE000001", "date": "2021-05-09T23:57:00.000",
             "iucr": "041A", "primary_type": "BATTERY", "arrest": "false", "beat": "1533"},
            {"id": "2", "case_number": "JE000002", "date": "2021-05-10T00:00:00.000",
             "iucr": "0810", "primary_type": "THEFT", "arrest": "true", "beat": "0835"},
        ),
        {"incident_id": ("case_number",), "occurred_at": ("date",), "offense_code": ("iucr",),
         "area_id": ("beat",), "clearance": ("arrest",)},
        (("JE000001", datetime(2021, 5, 9, 23, 57), "041A", "1533", None),
         ("JE000002", datetime(2021, 5, 10), "0810", "0835", "arrest")),
    ),
    "arrests of Chicago": Form(
        "chicago_arrests", "arrests.csv", CHICAGO_ARRESTS,
        (
            {"cb_no": "30000001", "case_number": "JE000001", "race": "BLACK",
             "arrest_date": "2021-05-12T20:02:00.000",
             "charge_1_statute": "625 ILCS 5.0/11-503-A-1",
             "charges_statute": "625 ILCS 5.0/11-503-A-1 | 9-24-010(B)"},
            {"cb_no": "30000002", "arrest_date": "05/13/2021 08:00:00 AM"},
        ),
        {"incident_id": ("cb_no",), "occurred_at": ("arrest_date",),
         "offense_code": ("charge_1_statute",), "clearance": ()},
        (("30000001", datetime(2021, 5, 12, 20, 2), "625 ILCS 5.0/11-503-A-1", "arrest"),
         ("30000002", datetime(2021, 5, 13, 8), None, "arrest")),
    ),
    "stop reports of Chicago": Form(
        "chicago_isr", "isr.csv", CHICAGO_ISR,
        tuple(
            {"CARD_NO": f"I{n}", "CONTACT_DATE": f"{n}-JAN-2016 22:30", "BEAT": "1011",
             "CREATED_DATE": f"{n}-JAN-2016 23:45", "CPD_UNIT_NO": "213", "FO_EMPLOYEE_ID": "7",
             "RACE_CODE_CD": "BLK", "PAT_DOWN_I": "Y", "SEARCH_I": "Y",
             "SEARCH_CONTRABAND_FOUND_I": "N", "ENFORCEMENT_TYPE_CD": kind}
            for n, kind in ((14, "ARR"), (15, "PSC"), (16, ""))
        ),
        {"incident_id": ("CARD_NO",), "unit_id": ("CPD_UNIT_NO",),
         "officer_id": ("FO_EMPLOYEE_ID",), "occurred_at": ("CONTACT_DATE",),
         "recorded_at": ("CREATED_DATE",), "area_id": ("BEAT",),
         "clearance": ("ENFORCEMENT_TYPE_CD",), "search_conducted": ("SEARCH_I",),
         "contraband_found": ("SEARCH_CONTRABAND_FOUND_I",), "subject_group": ("RACE_CODE_CD",)},
        tuple((f"I{n}", "213", "7", datetime(2016, 1, n, 22, 30), datetime(2016, 1, n, 23, 45),
               "1011", clearance, "yes", "no", "BLK")
              for n, clearance in ((14, "arrest"), (15, "none"), (16, "none"))),
    ),
    "force reports of Chicago": Form(
        "chicago_trr", "trr.csv", CHICAGO_TRR,
        (
            {"trr_id": "4", "rd_no": "a8c7", "beat": "1322", "trr_date": "2004-01-17",
             "trr_time": "14:47:00"},
            {"trr_id": "5", "rd_no": "a8c7", "beat": "921", "trr_date": "2004-01-18"},
        ),
        {"incident_id": ("trr_id",), "occurred_at": ("trr_date", "trr_time"),
         "area_id": ("beat",)},
        (("4", datetime(2004, 1, 17, 14, 47), "1322"), ("5", datetime(2004, 1, 18), "921")),
    ),
    "force reports of Chicago without a time": Form(
        "chicago_trr", "trr.csv", CHICAGO_TRR_2023,
        ({"row_id": "1", "trr_id": "2021-00001", "trr_date": "2021-01-01", "beat": "1233.0"},),
        {"incident_id": ("trr_id",), "occurred_at": ("trr_date",), "area_id": ("beat",)},
        (("2021-00001", datetime(2021, 1, 1), "1233.0"),),
    ),
    "complaints of Chicago": Form(
        "chicago_copa", "copa.csv", CHICAGO_COPA,
        (
            {"LOG_NO": "2019-0001", "CURRENT_CATEGORY": "Excessive Force", "POLICE_SHOOTING": "No",
             "BEAT": "1011", "FINDING_CODE": "Sustained",
             "COMPLAINT_DATE": "02/25/2019 04:10:00 PM"},
            {"LOG_NO": "1087", "POLICE_SHOOTING": "No", "BEAT": "1011|1012",
             "COMPLAINT_DATE": "2018-01-02T09:00:00.000"},
            {"LOG_NO": "1088", "POLICE_SHOOTING": "No", "BEAT": "1012|1012",
             "COMPLAINT_DATE": "2018-01-03T09:00:00.000"},
        ),
        {"incident_id": ("LOG_NO",), "occurred_at": ("COMPLAINT_DATE",), "area_id": ("BEAT",),
         "origin": ()},
        (("2019-0001", datetime(2019, 2, 25, 16, 10), "1011", "complaint"),
         ("1087", datetime(2018, 1, 2, 9), None, "complaint"),
         ("1088", datetime(2018, 1, 3, 9), "1012", "complaint")),
    ),
    "searches of a British force": Form(
        "uk_stop_and_search", "2019-07-city-of-london-stop-and-search.csv", UK_SEARCHES,
        (
            {"Type": "Person search", "Date": "2019-07-01T23:48:53+00:00",
             "Officer-defined ethnicity": "White", "Object of search": "Offensive weapons",
             "Self-defined ethnicity": "White - Irish", "Outcome": "Arrest",
             "Legislation": "Police and Criminal Evidence Act 1984 (section 1)",
             "Outcome linked to object of search": "False"},
            {"Type": "Vehicle search", "Date": "2019-07-03T02:17:00+00:00",
             "Outcome": "A no further action disposal"},
            {"Type": "Person search", "Date": "2019-07-03T02:17:00+00:00"},
        ),
        {"unit_id": (), "occurred_at": ("Date",), "clearance": ("Outcome",),
         "search_conducted": (), "search_basis": ("Legislation",),
         "subject_group": ("Officer-defined ethnicity",)},
        (("city-of-london", datetime(2019, 7, 2, 0, 48, 53), "arrest", "yes",
          "Police and Criminal Evidence Act 1984 (section 1)", "White"),
         ("city-of-london", datetime(2019, 7, 3, 3, 17), "none", "yes", None, None),
         ("city-of-london", datetime(2019, 7, 3, 3, 17), None, "yes", None, None)),
    ),
    "force reports of New Jersey": Form(
        "new_jersey_force", "force.csv", NEW_JERSEY,
        (
            {"unique_report_id": "37001", "incident_id": "Union-Elizabeth PD-2020-1",
             "agency_name": "Elizabeth PD", "incident_municipality": "Elizabeth, Union County",
             "incident_date": "10/10/2020", "incident_date_utc": "2020-10-11T04:56:41.674Z",
             "contact_origin": "Officer Dispatched", "officer_name": "A Name",
             "subject_race": "Black,Black", "subject_arrested": "Yes,No"},
            {"unique_report_id": "37002", "incident_id": "Union-Elizabeth PD-2020-1",
             "agency_name": "Elizabeth PD", "incident_date_utc": "2021-01-10T20:37:01.126Z",
             "contact_origin": "Officer Dispatched, Officer Initiated",
             "subject_race": "Black,White"},
        ),
        {"incident_id": ("unique_report_id",), "unit_id": ("agency_name",),
         "occurred_at": ("incident_date_utc",), "origin": ("contact_origin",),
         "area_id": ("incident_municipality",), "subject_group": ("subject_race",)},
        (("37001", "Elizabeth PD", datetime(2020, 10, 11, 0, 56, 41, 674000), "complaint",
          "Elizabeth, Union County", "Black"),
         ("37002", "Elizabeth PD", datetime(2021, 1, 10, 15, 37, 1, 126000), None, None, None)),
    ),
    "stops by the Stanford project": Form(
        "stanford_open_policing", "stops.csv", STANFORD,
        (
            {"raw_row_number": "7", "date": "2015-03-01", "time": "20:15:00", "district": "C",
             "subject_race": "hispanic", "officer_id_hash": "a1b2", "violation": "speeding",
             "arrest_made": "FALSE", "contraband_found": "NA", "search_conducted": "FALSE",
             "search_basis": "NA"},
            {"raw_row_number": "8|9", "date": "2015-03-01", "time": "NA", "district": "NA",
             "subject_race": "unknown", "officer_id_hash": "NA", "violation": "NA",
             "arrest_made": "NA", "contraband_found": "TRUE", "search_conducted": "TRUE",
             "search_basis": "consent"},
        ),
        {"incident_id": ("raw_row_number",), "officer_id": ("officer_id_hash",),
         "occurred_at": ("date", "time"), "offense_code": ("violation",),
         "area_id": ("district",), "clearance": ("arrest_made",),
         "search_conducted": ("search_conducted",), "contraband_found": ("contraband_found",),
         "search_basis": ("search_basis",), "subject_group": ("subject_race",)},
        (("7", "a1b2", datetime(2015, 3, 1, 20, 15), "speeding", "C", "none", "no", None, None,
          "hispanic"),
         ("8|9", None, datetime(2015, 3, 1), None, None, None, "yes", "yes", "consent", None)),
    ),
    "federal seizures of Brazil": Form(
        "brazil_federal_seizures", "apreensoes.csv", BRAZIL_SEIZURES,
        (
            {"UNIDADE": "SR/PF/AC", "DATA": "03/18/2013", "DROGA": "cocaina",
             "QUANTIDADE": "1027,5", "UNIDADE_MEDIDA": "gramas", "lat": "-9,86", "lon": "-67,89"},
            {"UNIDADE": "DPF/STS/SP", "DATA": "05/09/2017", "DROGA": "ecstasy",
             "QUANTIDADE": "300", "UNIDADE_MEDIDA": "comprimidos"},
            {"UNIDADE": "SR/PF/SP", "DATA": "05/09/2017", "DROGA": "maconha",
             "UNIDADE_MEDIDA": "gramas"},
        ),
        {"unit_id": ("UNIDADE",), "kind": ("UNIDADE_MEDIDA",), "substance_code": ("DROGA",),
         "measured_at": ("DATA",), "value": ("QUANTIDADE", "UNIDADE_MEDIDA")},
        (("SR/PF/AC", "net_weight", "cocaina", datetime(2013, 3, 18), 1027.5),),
        aside=2, table="measurements", delimiter=";",
    ),
    "months of the Mexican states": Form(
        "mexico_sesnsp", "delitos.csv", SESNSP,
        ({"Año": "2020", "Clave_Ent": "1", "Entidad": "Colima", "Tipo de delito": "Robo",
          "Subtipo de delito": "Robo a casa", "Modalidad": "Sin violencia", "Enero": "1,203",
          "Febrero": "0"},),
        {"unit_id": ("Entidad",),
         "metric": ("Tipo de delito", "Subtipo de delito", "Modalidad"),
         "value": tuple(MONTHS.split(","))},
        (("Colima", "Robo Robo a casa Sin violencia", 1203, date(2020, 1, 1), date(2020, 1, 31)),
         ("Colima", "Robo Robo a casa Sin violencia", 0, date(2020, 2, 1), date(2020, 2, 29))),
        table="reported_figures",
    ),
    "months of the Brazilian states": Form(
        "brazil_sinesp", "sinesp.csv", SINESP,
        (
            {"uf": "AC", "municipio": "NÃO INFORMADO", "evento": "Apreensão de Cocaína",
             "data_referencia": "01/02/2016", "total_peso": "12.5", "mes_data": "2"},
            {"uf": "AC", "municipio": "NÃO INFORMADO", "evento": "Tráfico de drogas",
             "data_referencia": "01/12/2016", "total": "76"},
        ),
        {"unit_id": ("uf", "municipio"), "metric": ("evento",), "value": ("total", "total_peso")},
        (("AC", "Apreensão de Cocaína total_peso", 12.5, date(2016, 2, 1), date(2016, 2, 29)),
         ("AC", "Tráfico de drogas total", 76, date(2016, 12, 1), date(2016, 12, 31))),
        table="reported_figures", delimiter=";",
    ),
    "searches of English forces by year": Form(
        "uk_search_totals", "totals.csv", UK_TOTALS,
        (
            {"Time": "2006/07", "Ethnicity": "All", "Ethnicity_type": "All",
             "Geography": "Bedfordshire", " Number of stop and searches ": "4,768"},
            {"Time": "2007/08", "Ethnicity": "Unreported", "Ethnicity_type": "ONS 2001 5+1",
             "Geography": "Bedfordshire", " Number of stop and searches ": " -   "},
        ),
        {"unit_id": ("Geography",), "metric": ("Ethnicity_type", "Ethnicity"),
         "value": ("Number of stop and searches",)},
        (("Bedfordshire", "All All", 4768, date(2006, 4, 1), date(2007, 3, 31)),),
        aside=1, table="reported_figures",
    ),
    "forfeitures of Cook County": Form(
        "cook_county_forfeitures", "forfeitures.csv", COOK_FORFEITURES,
        FORFEITED,
        {"incident_id": ("PolRptNumb",), "occurred_at": ("SeizeDate",),
         "area_id": ("SeizeCity",)},
        (("ZZ-000001", datetime(2014, 5, 23), "Chicago"),
         ("ZZ-000002", datetime(2016, 3, 18), "Harvey")),
        aside=3,
    ),
    "items forfeited in Cook County": Form(
        "cook_county_forfeitures", "forfeitures.csv", COOK_FORFEITURES,
        FORFEITED,
        {"incident_id": ("PolRptNumb",), "exhibit_id": ("InventNumb", "InvItemNumb"),
         "kind": (), "measured_at": ("SeizeDate",), "value": ("EstValue",)},
        (("ZZ-000001", "100001 1", "amount", datetime(2014, 5, 23), 205),
         ("ZZ-000001", "100001 2", "amount", datetime(2014, 5, 23), 96.5),
         ("ZZ-000002", "100002 1", "amount", datetime(2016, 3, 18), 1000)),
        aside=3, table="measurements",
    ),
    "drugs seized in Ceará": Form(
        "ceara_drug_seizures", "entorpecente.csv", CEARA_SEIZURES,
        (
            {"AIS": "AIS 07", "Município": "Fortaleza", "Data": "2009-01-01", "Hora": "04",
             "Quantidade (Kg)": "0.001", "Tipo de Entorpecente": "Maconha"},
            {"AIS": "AIS 03", "Município": "Fortaleza", "Data": "02/01/2009", "Hora": "21",
             "Quantidade (Kg)": "1e-05", "Tipo de Entorpecente": "Crack"},
        ),
        {"unit_id": ("AIS",), "kind": (), "substance_code": ("Tipo de Entorpecente",),
         "measured_at": ("Data", "Hora"), "value": ("Quantidade (Kg)",)},
        (("AIS 07", "net_weight", "Maconha", datetime(2009, 1, 1, 4), 1),
         ("AIS 03", "net_weight", "Crack", datetime(2009, 1, 2, 21), 0.01)),
        table="measurements",
    ),
    "stops of Seattle in an older download": Form(
        "seattle_terry", "Terry_Stops.csv", SEATTLE_OLDER,
        (
            {"TERRY_STOP_ID": "10", "OfficerID": "1539", "SubjectPerceivedRace": "White",
             "Reported_Date": "2015-03-30", "Reported_Time": "21:08:00.0000000",
             "CallType": "911", "OfficerSquad": "NULL", "ArrestFlag": "N", "FriskFlag": "-",
             "Beat": "E2"},
            {"TERRY_STOP_ID": "11", "OfficerID": "1812", "SubjectPerceivedRace": "-",
             "Reported_Date": "2015-04-24", "Reported_Time": "02:45:00.0000000",
             "CallType": "NULL", "OfficerSquad": "EAST PCT", "ArrestFlag": "Y", "FriskFlag": "Y",
             "Beat": "NULL"},
        ),
        {"incident_id": ("TERRY_STOP_ID",), "unit_id": ("OfficerSquad",),
         "officer_id": ("OfficerID",), "occurred_at": ("Reported_Date", "Reported_Time"),
         "origin": ("CallType",), "area_id": ("Beat",), "clearance": ("ArrestFlag",),
         "search_conducted": ("FriskFlag",), "subject_group": ("SubjectPerceivedRace",)},
        (("10", None, "1539", datetime(2015, 3, 30, 21, 8), "complaint", "E2", "none", None,
          "White"),
         ("11", "EAST PCT", "1812", datetime(2015, 4, 24, 2, 45), None, None, "arrest", "yes",
          None)),
    ),
    "stops of Connecticut": Form(
        "connecticut_ctrp3", "stops.csv", CONNECTICUT,
        tuple(
            CONNECTICUT_STOP
            | {"ProfileNo": str(n), "SubjectEthnicityCode": ethnicity, "SubjectRaceCode": race,
               "Department Name": "Town", "InterventionDateTime": "1/3/2019 8:54",
               "CreatedDate": "1/3/2019 9:08"}
            for n, (ethnicity, race) in enumerate((("N", "W"), ("H", "W"), ("H", "B"), ("", "B")))
        ),
        CONNECTICUT_FILLS,
        tuple((str(n), "Town", "o1", datetime(2019, 1, 3, 8, 54), datetime(2019, 1, 3, 9, 8),
               "14-279", "TOWN", "none", "yes", "no", "consent", group)
              for n, group in enumerate("WHHB")),
    ),
    "stops of Connecticut in an older file": Form(
        "connecticut_ctrp3", "stops.csv", CONNECTICUT_OLDER,
        (CONNECTICUT_STOP
         | {"DepartmentName": "Town", "InterventionDate": "Tuesday, October 01, 2013",
            "InterventionTime": "4:21:00 PM", "SubjectRaceCode": "W",
            "SubjectEthnicityCode": "H"},),
        {name: headers for name, headers in CONNECTICUT_FILLS.items() if name != "recorded_at"}
        | {"unit_id": ("DepartmentName",), "occurred_at": ("InterventionDate", "InterventionTime")},
        (("1", "Town", "o1", datetime(2013, 10, 1, 16, 21), "14-279", "TOWN", "none", "yes", "no",
          "consent", "H"),),
    ),
    "cases of Maryland's District Court": Form(
        "maryland_district_court", "cases.csv", MARYLAND_CASES,
        ({"case_number": "9B00000001", "court": "Wabash Ave", "filing_date": "2012-05-02",
          "tracking_number": "120000000001", "document_type": "WARRANT",
          "issued_date": "2012-05-01", "case_disposition": "TRIAL"},),
        {"incident_id": ("case_number",), "occurred_at": ("issued_date",),
         "recorded_at": ("filing_date",), "area_id": ("court",)},
        (("9B00000001", datetime(2012, 5, 1), datetime(2012, 5, 2), "Wabash Ave"),),
    ),
    "fines of Essen": Form(
        "essen_fines", "owi.csv", "c1,c2,c3",
        (
            {"c1": "2022-07-01", "c2": "Ahornweg", "c3": "113123"},
            {"c1": "2022-07-01", "c2": "Ahornweg", "c3": "141322"},
            {"c1": "2022-07-02", "c2": "Zum Ahorn", "c3": "103202"},
        ),
        {"incident_id": (), "occurred_at": ("c1",), "offense_code": ("c3",), "area_id": ("c2",)},
        ((datetime(2022, 7, 1), "113123", "Ahornweg"),
         (datetime(2022, 7, 1), "141322", "Ahornweg"),
         (datetime(2022, 7, 2), "103202", "Zum Ahorn")),
        header=False,
    ),
}  # fmt: skip
"""Files by what they are of."""
