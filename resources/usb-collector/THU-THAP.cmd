@echo off
rem So CNTT: doc cau hinh may nay va ghi vao USB. Bam dup tep nay de chay.
setlocal
set "PS=%SystemRoot%\System32\WindowsPowerShell\v1.0\powershell.exe"
if not exist "%PS%" goto none
echo So CNTT: tra loi hai cau hoi tren man hinh, roi cho den khi bao da ghi xong.
start "So CNTT" /wait /min "%PS%" -NoProfile -ExecutionPolicy Bypass -File "%~dp0thu-thap.ps1"
if %errorlevel% equ 1 goto refused
exit /b %errorlevel%
:refused
echo May nay khong cho chay bo thu thap. Ghi cau hinh bang tay trong So CNTT.
pause
exit /b 1
:none
echo May nay khong co PowerShell nen khong doc duoc. Ghi cau hinh bang tay trong So CNTT.
pause
exit /b 3
