@echo off
rem So CNTT: doc cau hinh may nay va ghi vao USB. Bam dup tep nay de chay.
setlocal
set "PS=%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe"
rem Trinh quan ly tep 32 bit dua toi PowerShell 32 bit, khong thay phan mem 64 bit.
set "WIDE=%SystemRoot%\Sysnative\WindowsPowerShell\v1.0\powershell.exe"
if exist "%WIDE%" set "PS=%WIDE%"
if not exist "%PS%" goto none
echo So CNTT: tra loi hai cau hoi tren man hinh, roi cho den khi bao da ghi xong.
start "So CNTT" /wait /min "%PS%" -NoProfile -ExecutionPolicy Bypass -File "%~dp0thu-thap.ps1"
set "END=%errorlevel%"
rem 10: da ghi; 2: nguoi dung dung lai; 4: khong ghi duoc, da noi tren man hinh. Khac: may khong cho chay.
if "%END%"=="10" exit /b 0
if "%END%"=="2" exit /b 2
if "%END%"=="4" exit /b 4
echo May nay khong cho chay bo thu thap. Ghi cau hinh bang tay trong So CNTT.
pause
exit /b 1
:none
echo May nay khong co PowerShell nen khong doc duoc. Ghi cau hinh bang tay trong So CNTT.
pause
exit /b 3
